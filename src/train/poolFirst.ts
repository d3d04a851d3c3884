import type { Graph, Node } from "../graph/index.ts";

/**
 * The same function and gradient with a quarter of the work: max(relu(x)) = relu(max(x)) over any window, so a rectifier that
 * only a pool looks at comes behind it, on the smaller image; and a pool says itself where its elements were, so that its
 * pullback need not look for them again.
 *
 * @param kept names of values that stay
 */
export function poolFirst(graph: Graph, kept: readonly string[] = []): Graph {
  const uses = new Map<string, number>();
  const count = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { name } of graph.outputs) count(name);
  for (const name of graph.nodes.flatMap(({ inputs }) => inputs)) count(name);
  const isPool = ({ operator, domain, outputs }: Node) =>
    operator === "MaxPool" && domain === "" && outputs.length === 1;
  const pools = new Set(graph.nodes.filter(isPool).map(({ inputs }) => inputs[0]!));
  const isMoved = ({ operator, domain, outputs }: Node) =>
    operator === "Relu" &&
    domain === "" &&
    pools.has(outputs[0]!) &&
    uses.get(outputs[0]!) === 1 &&
    !kept.includes(outputs[0]!);
  const moved = new Map(graph.nodes.filter(isMoved).map((node) => [node.outputs[0]!, node]));
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const [output] = node.outputs as readonly [string];
    if (moved.has(output)) return [];
    if (!isPool(node)) return [node];
    const indices = `${output}:indices`;
    const relu = moved.get(node.inputs[0]!);
    if (!relu) return [{ ...node, outputs: [output, indices] }];
    const pooled = `${output}:pooled`;
    return [
      { ...node, inputs: relu.inputs, outputs: [pooled, indices] },
      { ...relu, inputs: [pooled], outputs: [output] },
    ];
  });
  return { ...graph, nodes };
}
