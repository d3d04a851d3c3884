import { type Builder, createBuilder, type Graph, type Node } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { batchAxes, followBatch } from "./batchAxis.ts";

export interface InteractionOptions {
  /** The tensor that is varied; default: all inputs with a batch axis. */
  wrt?: string;
  /** The tensor that is looked at; default: all outputs. */
  output?: string;
}

/**
 * Make sure that every sample passes the network on its own, so that a Jacobian per sample is defined.
 *
 * @param graph with shapes everywhere, the batch axis as "N"
 * @throws NetspectraError that names the first node in which samples of a batch meet
 */
export function refuseInteraction(graph: Graph, { wrt, output }: InteractionOptions = {}): void {
  const g = createBuilder(infer, graph);
  const start = wrt === undefined ? graph.inputs.map(({ name }) => name) : [wrt];
  const axes = batchAxes(start.map((name) => g.value(name)));
  for (const node of neededNodes(g, output === undefined ? graph.outputs.map(({ name }) => name) : [output])) {
    followBatch(g, node, axes);
  }
}

function neededNodes(g: Builder, outputs: readonly string[]): readonly Node[] {
  const needed = new Set(outputs);
  const nodes: Node[] = [];
  for (const node of g.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of node.inputs) needed.add(name);
  }
  return nodes.reverse();
}
