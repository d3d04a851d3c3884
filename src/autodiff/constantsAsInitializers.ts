import type { Graph } from "../graph/index.ts";

/** The graph of a file with its Constant nodes that hold a tensor as initialisers, as other exporters write them. */
export function constantsAsInitializers(graph: Graph): Graph {
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.filter(({ operator, domain, outputs: [output = ""], attributes: { value } }) => {
    if (operator !== "Constant" || domain !== "" || value?.kind !== "tensor") return true;
    initializers.set(output, value.value);
    return false;
  });
  return { ...graph, nodes, initializers };
}
