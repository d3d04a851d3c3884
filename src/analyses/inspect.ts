import {
  blockedBetween,
  constantsAsInitializers,
  dependenceBetween,
  newGraph,
  parameterNames,
} from "../autodiff/index.ts";
import {
  type Blocked,
  CancelledError,
  isFloat,
  NetspectraError,
  type Shape,
  sizeOf,
  UnsupportedOperatorError,
} from "../base/index.ts";
import type { Graph, Model, ValueInfo } from "../graph/index.ts";
import { type Platform, readModelFile, type SessionOptions } from "../platform/index.ts";
import { type EdjmEstimate, edjmEstimate } from "./edjm/edjmEstimate.ts";
import { type Layer, layersOf } from "./layers.ts";
import { type LoadedModel, type LoadModelOptions, loadModel } from "./loadModel.ts";
import { isHead, selectOutput } from "./selectOutput.ts";

export interface InspectOptions extends LoadModelOptions, SessionOptions {
  /** Samples of the EDJM whose cost is estimated (default 10,000); 0 for no estimate. */
  samples?: number;
}

/** A tensor that goes into a model or comes out of it. */
export interface Port {
  readonly name: string;
  readonly type: string | null;
  /** As the file says: a number, a symbol, "?" for an unnamed open size; null where the rank is open. */
  readonly shape: Shape | null;
}

/** What a model file holds, and whether its Jacobian can be had. */
export interface InspectResult {
  readonly analysis: "inspect";
  readonly netspectra: string;
  readonly seed: number;
  readonly model: {
    readonly path: string;
    readonly sha256: string;
    readonly input: string | null;
    readonly output: string | null;
    readonly wrt?: string;
  };
  readonly data: null;
  readonly producer: string;
  /** Version of each operator set, by domain; "" is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Trained numbers: weights, biases, scales and shifts; running statistics are none. */
  readonly parameters: number;
  /** Operations in order, without those that only compute shapes. */
  readonly layers: readonly Layer[];
  /** "any", or the batch size that the file fixes and that could not be opened. Null where the model was refused. */
  readonly batch: "any" | number | null;
  /** Whether a derivative of the output with respect to the input can be computed. */
  readonly differentiable: boolean;
  /** Nodes that are refused, or that no derivative passes, each with the reason. */
  readonly blocked: readonly Blocked[];
  /** Why there is no derivative, in a sentence. */
  readonly reason?: string;
  readonly notes: readonly string[];
  readonly estimate: EdjmEstimate | null;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Look at a model without data: what goes in and out, its layers and parameters, whether it can be differentiated, and what
 * an EDJM of some samples would take. A model that is refused is described, too, with the reasons.
 *
 * @throws NetspectraError for files that are no sound ONNX model
 */
export async function inspect(
  platform: Platform,
  source: string | Uint8Array,
  options: InspectOptions = {},
): Promise<InspectResult> {
  const started = platform.now();
  const { path, sha256, model } = await readModelFile(platform, source, options.name);
  const found = await describe(platform, source, model, options);
  const { input, output, wrt, ...rest } = found;
  return {
    analysis: "inspect",
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed: 0,
    model: { path, sha256, input, output, ...(wrt !== undefined && wrt !== input && { wrt }) },
    data: null,
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    opsets: model.opsets,
    inputs: model.graph.inputs.map(port),
    outputs: model.graph.outputs.map(port),
    ...rest,
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
}

const port = ({ name, type, shape }: ValueInfo): Port => ({ name, type: type ?? null, shape: shape ?? null });

type Description = Pick<InspectResult, "parameters" | "layers" | "batch" | "differentiable" | "blocked" | "notes"> &
  Pick<InspectResult, "reason" | "estimate"> &
  Pick<InspectResult["model"], "input" | "output" | "wrt">;

async function describe(
  platform: Platform,
  source: string | Uint8Array,
  model: Model,
  options: InspectOptions,
): Promise<Description> {
  try {
    return await describeLoaded(platform, await loadModel(platform, source, options), options);
  } catch (error) {
    if (!isRefusal(error, options)) throw error;
    return describeRefused(model, error);
  }
}

/** Whether the model is at fault, and neither we, nor a request to stop, nor a name that the caller gave. */
function isRefusal(error: unknown, { output, input, wrt, fixed }: InspectOptions): error is NetspectraError {
  if (!(error instanceof NetspectraError) || error instanceof CancelledError) return false;
  const named = (output !== undefined && !isHead(output)) || input !== undefined || wrt !== undefined || fixed;
  return error instanceof UnsupportedOperatorError || !named;
}

async function describeLoaded(
  platform: Platform,
  model: LoadedModel,
  { output: selection, samples = 10_000, ...options }: InspectOptions,
): Promise<Description> {
  const { graph, input, wrt, batch, notes } = model;
  const selected = selectOutput(model, selection);
  const { output } = selected;
  const g = newGraph(graph);
  const names = parameterNames(graph);
  const differentiable = dependenceBetween(graph, { wrt, output }) === "differentiable";
  const blocked = blockedBetween(graph, { wrt, output });
  const wanted = differentiable && samples > 0;
  const estimate = wanted
    ? await tryEstimate(platform, model, samples, { ...options, ...(selection && { output: selection }) })
    : null;
  return {
    input,
    output,
    wrt,
    parameters: countOf(graph, names),
    layers: layersOf(graph, new Set(names), (name) => (name === "" ? undefined : g.value(name))),
    batch,
    differentiable,
    blocked,
    ...(!differentiable && { reason: `"${output}" does not depend differentiably on "${wrt}"` }),
    notes: typeof estimate === "string" ? [...notes, estimate] : notes,
    estimate: typeof estimate === "string" ? null : estimate,
  };
}

/** The estimate, or a sentence on why there is none: noise may be no input that the network is made for. */
async function tryEstimate(...[platform, model, samples, options]: Parameters<typeof edjmEstimate>) {
  try {
    return await edjmEstimate(platform, model, samples, options);
  } catch (error) {
    if (!(error instanceof NetspectraError) || error instanceof CancelledError) throw error;
    return `the network could not be timed around noise (${error.message})`;
  }
}

/** What can be said of a model that cannot be used: the words of its file. */
function describeRefused(model: Model, error: NetspectraError): Description {
  const graph = constantsAsInitializers(model.graph);
  const known = new Map([...graph.valueInfo, ...graph.outputs].map((info) => [info.name, info]));
  const names = storedParameters(graph);
  return {
    input: graph.inputs[0]?.name ?? null,
    output: graph.outputs[0]?.name ?? null,
    parameters: countOf(graph, names),
    layers: layersOf(graph, new Set(names), (name) => known.get(name)),
    batch: null,
    differentiable: false,
    blocked: error instanceof UnsupportedOperatorError ? error.blocked : [],
    reason: error.message,
    notes: [],
    estimate: null,
  };
}

/** Float constants that hold more than one number and are no running statistics. */
function storedParameters({ nodes, initializers }: Graph): string[] {
  const statistics = new Set(
    nodes.flatMap(({ operator, inputs }) => (operator === "BatchNormalization" ? inputs.slice(3) : [])),
  );
  return [...initializers].flatMap(([name, { type, shape }]) =>
    isFloat(type) && sizeOf(shape) > 1 && !statistics.has(name) ? [name] : [],
  );
}

function countOf({ initializers }: Graph, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + sizeOf(initializers.get(name)?.shape ?? [0]), 0);
}
