import { fail, formatShape, int64, isStatic } from "../base/index.ts";
import type { Graph, Node } from "../graph/index.ts";
import { freshNames } from "./freshNames.ts";
import { chooseInput, type InputOptions } from "./inputTypes.ts";

/**
 * A network for one sample (784 → 10) as one for a batch of one (1×784 → 1×10): an axis of size 1 is put before the
 * chosen input and before the outputs, but for outputs that start with an axis of size 1 already.
 *
 * @throws NetspectraError where the shape of the sample is not known
 */
export function prependBatch(graph: Graph, options: InputOptions, startsWithOne: (output: string) => boolean): Graph {
  const input = chooseInput(graph, options.input);
  if (!input) return graph;
  const shape = input.shape?.map((size) => (typeof size === "string" ? (options.sizes?.[size] ?? size) : size));
  if (!shape || !isStatic(shape)) {
    return fail({
      subject: `input "${input.name}"`,
      expected: "a sample of known shape, since there is no batch axis",
      got: shape ? formatShape(shape) : "no shape in the file",
      todo: "Give the sizes, or export the model with them.",
    });
  }
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const constant = (stem: string, values: readonly number[]): string => {
    const name = fresh(stem);
    initializers.set(name, int64([values.length], values));
    return name;
  };
  const renamed = new Map([[input.name, fresh(`${input.name}_sample`)]]);
  for (const { name } of graph.outputs) {
    if (!startsWithOne(name) && !renamed.has(name)) renamed.set(name, fresh(`${name}_sample`));
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  const step = (operator: string, x: string, y: string, list: string): Node => {
    return { name: fresh(`${y}_${operator}`), operator, domain: "", inputs: [x, list], outputs: [y], attributes: {} };
  };
  const inside = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  const sample = constant(`${input.name}_shape`, shape);
  const first = constant("batch_axis", [0]);
  const outer = graph.outputs.filter(({ name }) => renamed.has(name) && name !== input.name);
  return {
    ...graph,
    initializers,
    inputs: graph.inputs.map((info) => (info === input ? { ...info, shape: [1, ...shape] } : info)),
    outputs: graph.outputs.map(({ name }) => ({ name })),
    nodes: [
      step("Reshape", input.name, rename(input.name), sample),
      ...inside,
      ...outer.map(({ name }) => step("Unsqueeze", rename(name), name, first)),
    ],
  };
}
