import type { Graph } from "../../graph/index.ts";
import { isActivation } from "./passingOperators.ts";

/** What a layer would hold without its activation: the tensor that goes into it, or the layer itself where it has none. */
export function preactivationOf(graph: Graph, layer: string): string {
  const node = graph.nodes.find(({ outputs }) => outputs.includes(layer));
  const isActive = node !== undefined && node.domain === "" && isActivation(node.operator);
  return isActive ? preactivationOf(graph, node.inputs[0]!) : layer;
}
