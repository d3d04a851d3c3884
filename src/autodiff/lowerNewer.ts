import { type Graph, type Node, opsetVersion, type Value } from "../graph/index.ts";
import { argumentsOf, definitionOf, inOrder } from "../ops/define/registry.ts";
import { finishAs, rewriteGraph } from "./lower.ts";

/**
 * The graph without operators that came after opset 18: each is written in operators that this opset has, so that the
 * graph can be run and kept as what it says it is.
 */
export function lowerNewer(graph: Graph): Graph {
  const newer = (node: Node) => (definitionOf(node)?.since ?? 0) > opsetVersion;
  let current = graph;
  while (current.nodes.some(newer)) {
    const g = rewriteGraph(current, (builder, node, inputs) => {
      const op = newer(node) ? definitionOf(node) : undefined;
      if (!op?.lower) return undefined;
      const args = argumentsOf(node, op, inputs, node.outputs.length);
      return inOrder<Value>(op.outputs, op.lower(builder, args));
    });
    current = finishAs(g, current);
  }
  return current;
}
