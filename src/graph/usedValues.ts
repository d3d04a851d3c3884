import type { Graph, Node } from "./types.ts";

/** The names that a node needs: its inputs, and what its subgraphs take from the scope around them. */
export function usedValues(node: Node): ReadonlySet<string> {
  const used = new Set(node.inputs.filter((name) => name !== ""));
  for (const graph of subgraphs(node)) for (const name of capturedValues(graph)) used.add(name);
  return used;
}

/** The graphs among a node's attributes. */
export function subgraphs(node: Node): readonly Graph[] {
  return Object.values(node.attributes).flatMap((attribute) =>
    attribute.kind === "graph" ? [attribute.value] : attribute.kind === "graphs" ? attribute.value : [],
  );
}

/** The names that a graph uses and does not define. */
function capturedValues(graph: Graph): ReadonlySet<string> {
  const captured = new Set(graph.outputs.map(({ name }) => name));
  for (const node of graph.nodes) for (const name of usedValues(node)) captured.add(name);
  for (const { name } of graph.inputs) captured.delete(name);
  for (const name of graph.initializers.keys()) captured.delete(name);
  for (const name of graph.nodes.flatMap((node) => node.outputs)) captured.delete(name);
  return captured;
}
