import { lower, normalizeModel, refuseInteraction, simplify } from "../autodiff/index.ts";
import { fail, isFloat, isType } from "../base/index.ts";
import type { Graph, Model } from "../graph/index.ts";
import { type Platform, readModelFile } from "../platform/index.ts";

/** A network that is ready to be looked at. */
export interface LoadedModel {
  /** Where it came from, as the user wrote it. */
  readonly path: string;
  readonly sha256: string;
  /** Opset 18, every value with type and shape, batch axis "N". */
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
  /** Input that data are fed to. */
  readonly input: string;
}

export interface LoadModelOptions {
  /** What to call a model that comes as bytes. Default "model". */
  name?: string;
  /**
   * Name of the tensor that will be looked at, if it is not on the way to the first output. Operators that do not lead
   * to it are dropped, so they need no rule.
   */
  output?: string;
}

/**
 * Read a network from an ONNX file or from its bytes.
 *
 * @throws NetspectraError for files that are no sound ONNX model, weights that are not finite, samples that interact;
 *   UnsupportedOperatorError with all operators that stand in the way
 */
export async function loadModel(
  platform: Platform,
  source: string | Uint8Array,
  { name = "model", output }: LoadModelOptions = {},
): Promise<LoadedModel> {
  const { model, path, sha256 } = await readModelFile(platform, source, name);
  return prepareModel(model, path, sha256, output);
}

/** A model in memory, made ready. */
export function prepareModel(model: Model, path: string, sha256: string, output?: string): LoadedModel {
  requireFiniteWeights(model.graph, path);
  const wanted = output === undefined || isHead(output) ? model.graph.outputs[0]?.name : output;
  const graph = normalizeModel(model, { source: path, ...(wanted !== undefined && { outputs: [wanted] }) });
  const inputs = graph.inputs.filter(({ type }) => type && isFloat(type));
  const [input] = inputs;
  if (!input) {
    return fail({ subject: path, expected: "a model with a float input", got: `inputs ${describe(graph.inputs)}` });
  }
  if (graph.inputs.length > 1) {
    fail({
      subject: path,
      expected: "a model with one input",
      got: `${graph.inputs.length}: ${describe(graph.inputs)}`,
      todo: "Export the model with the other inputs fixed to constants.",
    });
  }
  refuseInteraction(graph);
  return { path, sha256, graph, metadata: model.metadata, input: input.name };
}

const describe = (values: Graph["inputs"]) => values.map(({ name, type }) => `"${name}" (${type})`).join(", ");

function requireFiniteWeights(graph: Graph, path: string): void {
  for (const [name, tensor] of graph.initializers) {
    if (!isType(tensor, "float32") && !isType(tensor, "float64")) continue;
    const data = tensor.data as Float32Array;
    for (let i = 0; i < data.length; i++) {
      if (Number.isFinite(data[i]!)) continue;
      fail({
        subject: path,
        expected: "finite weights",
        got: `${data[i]} in "${name}" at element ${i}`,
        todo: "The training has probably diverged; use an earlier checkpoint.",
      });
    }
  }
}

/** How the differentiated tensor becomes probabilities. */
export type Head = "softmax" | "sigmoid";

export interface SelectedOutput {
  /** Primitives only; its one output is the differentiated tensor. */
  readonly graph: Graph;
  readonly output: string;
  /** Set for `probabilities`: the Jacobian of these is formed in float64 from that of `output`. */
  readonly head: Head | undefined;
}

/** The words of `--output` that are no tensor's name. */
const isHead = (selection: string) => selection === "logits" || selection === "probabilities";

const heads: Readonly<Record<string, Head>> = { Softmax: "softmax", LogSoftmax: "softmax", Sigmoid: "sigmoid" };

/**
 * The tensor to differentiate: `logits` (a final Softmax, LogSoftmax or Sigmoid is removed), `probabilities` (one is on
 * top: Softmax, or Sigmoid for one output), or the name of any float tensor of the graph, taken as it is.
 */
export function selectOutput({ graph, path }: LoadedModel, selection = "logits"): SelectedOutput {
  const last = graph.outputs[0]?.name ?? "";
  const producer = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const through = (name: string): string => {
    const node = producer.get(name);
    return node?.operator === "Identity" ? through(node.inputs[0] ?? name) : name;
  };
  const final = producer.get(through(last));
  const removed = final?.domain === "" ? heads[final.operator] : undefined;
  const named = !isHead(selection);
  const output = named ? selection : removed ? (final?.inputs[0] ?? last) : last;
  const known = graph.inputs.some(({ name }) => name === output) || producer.has(output);
  if (!known) {
    const names = [...producer.keys()];
    fail({
      subject: `--output ${output}`,
      expected: `logits, probabilities, or a tensor of ${path}`,
      got: "a name that no tensor has",
      todo: `It has, for example, ${names.slice(-8).join(", ")}.`,
    });
  }
  const lowered = simplify(lower({ ...graph, outputs: [{ name: output }] }));
  const size = lowered.outputs[0]?.shape?.at(-1);
  const head = selection === "probabilities" ? (removed ?? (size === 1 ? "sigmoid" : "softmax")) : undefined;
  return { graph: lowered, output, head };
}
