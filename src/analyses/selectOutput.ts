import { lower, newGraph, simplify } from "../autodiff/index.ts";
import { fail, formatShape, normalizeAxis, type Shape } from "../base/index.ts";
import { likeNames } from "../base/likeNames.ts";
import type { Graph, Node } from "../graph/index.ts";
import type { LoadedModel } from "./loadModel.ts";

/** How the differentiated tensor becomes probabilities. */
export type Head = "softmax" | "sigmoid";

export interface SelectedOutput {
  /** Primitives only; its one output is the differentiated tensor. */
  readonly graph: Graph;
  readonly output: string;
  /** Set for `probabilities`: the Jacobian of these is formed in float64 from that of `output`. */
  readonly head: Head | undefined;
  /** Whether this is what the network predicts, so that labels can be compared with it. */
  readonly predicts: boolean;
}

/** The words of `--output` that are no tensor's name. */
export const isHead = (selection: string) => selection === "logits" || selection === "probabilities";

const heads: Readonly<Record<string, Head>> = { Softmax: "softmax", LogSoftmax: "softmax", Sigmoid: "sigmoid" };

/**
 * The tensor to differentiate: `logits` (a final Softmax, LogSoftmax or Sigmoid is removed), `probabilities` (one is on
 * top: Softmax, or Sigmoid for one output), or the name of any float tensor of the graph, taken as it is.
 */
export function selectOutput({ graph, path, wrt }: LoadedModel, selection = "logits"): SelectedOutput {
  const last = graph.outputs[0]?.name ?? "";
  const producer = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  /** Where the values of a tensor come from, reshaping aside. */
  const through = (name: string): string => {
    const node = producer.get(name);
    return node && carriers.includes(node.operator) ? through(node.inputs[0] ?? name) : name;
  };
  const final = producer.get(through(last));
  const removed = final?.domain === "" && overClasses(graph, final) ? heads[final.operator] : undefined;
  const named = !isHead(selection);
  const output = named ? selection : removed ? (final?.inputs[0] ?? last) : last;
  const known = graph.inputs.some(({ name }) => name === output) || producer.has(output);
  if (!known) {
    fail({
      subject: `--output ${output}`,
      expected: `logits, probabilities, or a tensor of ${path}`,
      got: "a name that no tensor has",
      todo: likeNames(output, [...producer.keys()]),
    });
  }
  const lowered = simplify(lower({ ...graph, outputs: [{ name: output }] }), { keep: [wrt] });
  const shape = newGraph(lowered).value(output).shape;
  if (selection !== "probabilities") {
    return { graph: lowered, output, head: undefined, predicts: !named || output === last };
  }
  const head = removed ?? (shape.slice(1).every((size) => size === 1) ? "sigmoid" : "softmax");
  if (head === "softmax") requireOneDistribution(shape, output);
  return { graph: lowered, output, head, predicts: true };
}

/** @throws NetspectraError for N × positions × classes */
function requireOneDistribution(shape: Shape, output: string): void {
  const sizes = shape.slice(1).filter((size) => size !== 1);
  if (sizes.length <= 1) return;
  fail({
    subject: "--output probabilities",
    expected: "one distribution per sample",
    got: `"${output}" of ${formatShape(shape)}`,
    todo: "Name the tensor itself with --output NAME, and choose columns with --outputs.",
  });
}

/** Operators whose result holds the values of their operand in the same order. */
const carriers: readonly string[] = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];

/** A head is over the classes: no other axis follows. */
function overClasses(graph: Graph, node: Node): boolean {
  if (node.operator === "Sigmoid") return true;
  const { shape } = newGraph(graph).value(node.inputs[0] ?? "");
  const { axis } = node.attributes;
  const own = normalizeAxis(axis?.kind === "int" ? axis.value : -1, shape.length);
  return shape.slice(own + 1).every((size) => size === 1);
}
