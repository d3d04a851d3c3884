import { type Graph, ints } from "../graph/index.ts";
import { freshNames } from "./freshNames.ts";
import { chooseInput, type InputOptions, openAxis } from "./inputTypes.ts";
import { renameNode } from "./renameNode.ts";

/**
 * A network whose chosen input has the batch on a later axis (time × batch × features) as one that takes it first; the
 * axes are swapped back inside. The graph itself where the batch comes first already.
 */
export function leadBatch(graph: Graph, options: InputOptions): Graph {
  const input = chooseInput(graph, options.input);
  const axis = input && openAxis(input, options.sizes ?? {});
  if (!input?.shape || !axis) return graph;
  const fresh = freshNames(graph);
  const inside = fresh(`${input.name}_turned`);
  const rename = (name: string) => (name === input.name ? inside : name);
  const order = [...input.shape.keys()];
  const perm = order.map((i) => (i < axis ? i + 1 : i === axis ? 0 : i));
  const turn = {
    name: fresh(`${input.name}_Transpose`),
    operator: "Transpose",
    domain: "",
    inputs: [input.name],
    outputs: [inside],
    attributes: { perm: ints(perm) },
  };
  const shape = [input.shape[axis]!, ...input.shape.toSpliced(axis, 1)];
  return {
    ...graph,
    inputs: graph.inputs.map((info) => (info === input ? { ...info, shape } : info)),
    nodes: [turn, ...graph.nodes.map((node) => renameNode(node, rename))],
  };
}
