import { type Builder, createBuilder, type Graph, type Node, type Value } from "../graph/index.ts";
import { argumentsOf, definitionOf, infer, inOrder } from "../ops/define/registry.ts";

/** Rewrites a node, or returns undefined to keep it. One entry per output of the node. */
export type Rewrite = (
  g: Builder,
  node: Node,
  inputs: readonly (Value | undefined)[],
) => readonly (Value | undefined)[] | undefined;

/**
 * A copy of `graph` in which nodes are replaced as `rewrite` says. Every value of the original keeps its name, so that
 * users can refer to it, and the copy has shapes and types everywhere.
 */
export function rewriteGraph(graph: Graph, rewrite: Rewrite): Builder {
  const names = graph.nodes.flatMap(({ outputs }) => outputs);
  const g = createBuilder(infer, { ...graph, nodes: [] }, names);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : g.value(name)));
    const replaced = rewrite(g, node, inputs);
    if (!replaced) {
      g.append(node, inputs);
      continue;
    }
    node.outputs.forEach((name, i) => {
      const value = replaced[i];
      if (name === "" || !value) return;
      g.append({ ...identity, name: g.fresh(`${node.name || node.operator}_output`), outputs: [name] }, [value]);
    });
  }
  return g;
}

const identity: Node = { name: "", operator: "Identity", domain: "", inputs: [], outputs: [], attributes: {} };

/** Replace composites (Gelu, LayerNormalization, BatchNormalization at inference, …) by primitives, to the bottom. */
export function lower(graph: Graph): Graph {
  return rewriteUntilDone(graph, "lower");
}

/** Replace operators that the runtime does not have in float64; for checking derivatives in double precision. */
export function lowerFloat64(graph: Graph): Graph {
  return rewriteUntilDone(graph, "float64");
}

function rewriteUntilDone(graph: Graph, form: "lower" | "float64"): Graph {
  const applies = ({ operator, domain }: Node) => definitionOf({ operator, domain })?.[form] !== undefined;
  let current = graph;
  while (current.nodes.some(applies)) {
    const g = rewriteGraph(current, (builder, node, inputs) => {
      const op = definitionOf(node);
      const rule = op?.[form];
      if (!op || !rule) return undefined;
      const args = argumentsOf(node, op, inputs, node.outputs.length);
      return inOrder<Value>(op.outputs, rule(builder, args));
    });
    current = finishAs(g, current);
  }
  return current;
}

/** The builder's graph with the outputs of `graph`. */
export function finishAs(g: Builder, graph: Graph): Graph {
  return g.finish(
    graph.outputs.map(({ name }) => g.value(name)),
    graph.name,
  );
}
