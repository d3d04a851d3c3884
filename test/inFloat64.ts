import { random, type Tensor, tensorOf } from "../src/base/index.ts";
import { type Attribute, createBuilder, elementTypeNumbers, type Graph, int, type Node } from "../src/graph/index.ts";
import { infer } from "../src/ops/define/registry.ts";

/** A graph of primitives with float64 wherever it had float32. */
export function inFloat64(graph: Graph): Graph {
  const g = createBuilder(infer, {
    ...graph,
    inputs: graph.inputs.map((input) => (input.type === "float32" ? { ...input, type: "float64" } : input)),
    initializers: new Map(Array.from(graph.initializers, ([name, t]) => [name, doubled(t)] as const)),
    nodes: graph.nodes.map(withDoubles),
  });
  return g.finish(graph.outputs.map(({ name }) => g.value(name)));
}

/** The values in float64, each moved up a little and at random: off kinks, and into the domain of roots and logarithms. */
export function nudged(feeds: Readonly<Record<string, Tensor>>, address: string): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => {
      if (t.type !== "float32" && t.type !== "float64") return [name, t];
      const stream = random(5, address, name);
      const moved = Float64Array.from(t.data as Float32Array, (x) => x + 0.01 * (1 + stream.uniform()));
      return [name, tensorOf("float64", t.shape, moved)];
    }),
  );
}

const doubled = (t: Tensor): Tensor =>
  t.type === "float32" ? tensorOf("float64", t.shape, Float64Array.from(t.data as Float32Array)) : t;

function withDoubles(node: Node): Node {
  const attributes = Object.entries(node.attributes).map(([name, attribute]): readonly [string, Attribute] => {
    const { kind, value } = attribute;
    if (kind === "tensor") return [name, { kind, value: doubled(value) }];
    const single = node.operator === "Cast" && name === "to" && value === elementTypeNumbers.float32;
    return [name, single ? int(elementTypeNumbers.float64) : attribute];
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}
