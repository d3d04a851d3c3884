import { batch, tensorOf } from "../base/index.ts";
import { type Graph, type Node, usedValues } from "../graph/index.ts";
import type { LearnedShape } from "./askShapes.ts";

/**
 * Put constants where a graph computes shapes from values, so that it can be built upon: what was learned by running it
 * (see `askShapes`) is written into it. A size that follows the batch becomes the −1 of a Reshape.
 */
export function pinShapes(graph: Graph, learned: ReadonlyMap<string, LearnedShape>): Graph {
  const initializers = new Map(graph.initializers);
  const pinned = new Map<string, { name: string; follows: boolean }>();
  for (const [name, { type, shape, elements }] of learned) {
    const follows = elements.some((size) => typeof size === "string" && size.split("*").includes(batch));
    if (elements.filter((size) => typeof size === "string").length > 1) continue;
    const own = unused(`${name}_known`, graph, initializers);
    initializers.set(
      own,
      tensorOf(
        type,
        shape,
        elements.map((size) => (typeof size === "number" ? size : -1)),
      ),
    );
    pinned.set(name, { name: own, follows });
  }
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map((name, i) => {
      const constant = pinned.get(name);
      return constant && (!constant.follows || takesMinusOne(node, i)) ? constant.name : name;
    });
    return { ...node, inputs };
  });
  return pinned.size === 0 ? graph : { ...graph, initializers, nodes: needed(nodes, graph.outputs) };
}

/** What computed the shapes is gone: in it samples may meet. */
function needed(nodes: readonly Node[], outputs: Graph["outputs"]): readonly Node[] {
  const wanted = new Set(outputs.map(({ name }) => name));
  const kept: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    kept.push(node);
    for (const name of usedValues(node)) wanted.add(name);
  }
  return kept.reverse();
}

const takesMinusOne = ({ operator }: Node, operand: number) => operator === "Reshape" && operand === 1;

function unused(name: string, { nodes, inputs }: Graph, initializers: ReadonlyMap<string, unknown>): string {
  const taken = (wanted: string) =>
    initializers.has(wanted) ||
    inputs.some((input) => input.name === wanted) ||
    nodes.some(({ outputs }) => outputs.includes(wanted));
  let own = name;
  while (taken(own)) own += "_";
  return own;
}
