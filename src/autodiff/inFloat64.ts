import { type Tensor, tensorOf } from "../base/index.ts";
import { type Attribute, createBuilder, elementTypeNumbers, type Graph, int, type Node } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

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
