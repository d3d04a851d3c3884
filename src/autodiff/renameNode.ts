import type { Attribute, Graph, Node } from "../graph/index.ts";

type Rename = (name: string) => string;

/** A node whose values go by other names, also where graphs in its attributes use values of the scope around them. */
export function renameNode(node: Node, rename: Rename): Node {
  const visible: Rename = (name) => (name === "" ? "" : rename(name));
  return {
    ...node,
    inputs: node.inputs.map(visible),
    outputs: node.outputs.map(visible),
    attributes: renameInside(node, visible),
  };
}

function renameInside({ attributes }: Node, rename: Rename): Node["attributes"] {
  const entries = Object.entries(attributes).map(([name, attribute]): [string, Attribute] => {
    if (attribute.kind === "graph") return [name, { ...attribute, value: renameCaptured(attribute.value, rename) }];
    if (attribute.kind !== "graphs") return [name, attribute];
    return [name, { ...attribute, value: attribute.value.map((graph) => renameCaptured(graph, rename)) }];
  });
  return Object.fromEntries(entries);
}

/** A graph of a scope of its own: what it defines keeps its name. */
function renameCaptured(graph: Graph, rename: Rename): Graph {
  const own = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const outer: Rename = (name) => (own.has(name) ? name : rename(name));
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renameNode(node, outer)),
    outputs: graph.outputs.map((output) => ({ ...output, name: outer(output.name) })),
  };
}
