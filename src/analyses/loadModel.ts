import { hasBatchAxis, type NormalizedModel, normalizeWithReport, refuseInteraction } from "../autodiff/index.ts";
import {
  batch as batchSymbol,
  fail,
  formatShape,
  type ImageLayout,
  isFloat,
  isStatic,
  type Shape,
} from "../base/index.ts";
import { likeNames } from "../base/likeNames.ts";
import type { Graph, Model, ValueInfo } from "../graph/index.ts";
import { type Platform, readModelFile } from "../platform/index.ts";
import { askShapes, elementsOf } from "./askShapes.ts";
import { agreesWhenOpened, isCheap, keepsSamplesApart } from "./batchCheck.ts";
import { requireFiniteWeights } from "./finiteWeights.ts";
import { type Fixed, withFixedValues } from "./fixedValues.ts";
import { layoutOf } from "./layoutOf.ts";
import { withOpenSizes } from "./openSizes.ts";
import { pinShapes } from "./pinShapes.ts";
import { isHead } from "./selectOutput.ts";

/** A network that is ready to be looked at. */
export interface LoadedModel {
  /** Where it came from, as the user wrote it. */
  readonly path: string;
  readonly sha256: string;
  /** Opset 18, every value with type and shape; the batch axis is "N", or of the size `batch`. */
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
  /** Input that data are fed to. */
  readonly input: string;
  /** Tensor that derivatives are taken with respect to: the input, unless another was asked for. */
  readonly wrt: string;
  /** "any", or the one batch size that the graph runs at. */
  readonly batch: "any" | number;
  /** Shape of one sample of the input. */
  readonly sampleShape: readonly number[];
  /** How the input orders the axes of an image, where the graph shows it. */
  readonly layout?: ImageLayout;
  /** Outputs of the file that are not looked at, and of which the graph has nothing; left out where there are none. */
  readonly otherOutputs?: readonly string[];
  /** What a reader of results should know of how the model is run, as sentences. */
  readonly notes: readonly string[];
}

export interface LoadModelOptions {
  /** What to call a model that comes as bytes. Default "model". */
  name?: string;
  /**
   * Name of the tensor that will be looked at, if it is not on the way to the first output. Operators that do not lead
   * to it are dropped, so they need no rule.
   */
  output?: string;
  /** The input that data are fed to; default: the only float input. */
  input?: string;
  /** A float tensor of the graph that derivatives are taken with respect to; default: the input. */
  wrt?: string;
  /** Values of the other inputs: a tensor, or a number that fills the input; also sizes of open axes by their name. */
  fixed?: Fixed;
  /** Sizes for symbols other than the batch: { height: 224 }. */
  sizes?: Readonly<Record<string, number>>;
  /**
   * Shape of one sample of the data, where it is known: it tells whether an input of fixed sizes has a batch axis. A
   * function is called only where that matters.
   */
  sampleShape?: readonly number[] | (() => Promise<readonly number[]>);
}

/**
 * Read a network from an ONNX file or from its bytes, and make it ready: a batch size that the file fixes is opened where
 * that is sound, which is checked by running both ways; shapes that depend on values are asked of the runtime.
 *
 * @throws NetspectraError for files that are no sound ONNX model, inputs that are not fixed, weights that are not finite,
 *   samples that interact; UnsupportedOperatorError with all operators that stand in the way
 */
export async function loadModel(
  platform: Platform,
  source: string | Uint8Array,
  options: LoadModelOptions = {},
): Promise<LoadedModel> {
  const { model, path, sha256 } = await readModelFile(platform, source, options.name);
  return await checkedModel(platform, model, path, sha256, options);
}

/** A model of ours in memory, made ready; what would have to be run to be known is not. */
export function prepareModel(model: Model, path: string, sha256: string, output?: string): LoadedModel {
  const options = output === undefined ? {} : { output };
  requireFiniteWeights(model.graph, path);
  const normalized = normalizeWithReport(model, normalizeOptions(model, path, options));
  const loaded = describe(normalized, model, path, sha256, options);
  refuseInteraction(loaded.graph, { wrt: loaded.input });
  return loaded;
}

function normalizeOptions(model: Model, source: string, { output, input, sizes }: LoadModelOptions) {
  const wanted = output === undefined || isHead(output) ? model.graph.outputs[0]?.name : output;
  const outputs = wanted === undefined ? {} : { outputs: [wanted] };
  return { source, ...outputs, ...(input && { input }), ...(sizes && { sizes }) };
}

async function checkedModel(
  platform: Platform,
  original: Model,
  path: string,
  sha256: string,
  options: LoadModelOptions,
): Promise<LoadedModel> {
  const fixed = withFixedValues(original, options.fixed ?? {});
  requireFiniteWeights(fixed.model.graph, path);
  requireOutput(fixed.model, path, options.output);
  const given = { ...options.sizes, ...fixed.sizes };
  const shapeOfData = async () => {
    return typeof options.sampleShape === "function" ? await options.sampleShape() : options.sampleShape;
  };
  const { model, sizes } = await withOpenSizes(fixed.model, inputOf(fixed.model, options), given, shapeOfData);
  const choices = normalizeOptions(model, path, { ...options, sizes });
  const learned = await askShapes(platform, model, choices);
  const all = { ...choices, ...(learned.size > 0 && { known: elementsOf(learned) }) };
  const shape = inputOf(model, options)?.shape;
  const allNumbers = shape && isStatic(shape) && shape.every((size) => Number(size) > 0);
  const withAxis = hasBatchAxis(model, allNumbers ? await shapeOfData() : undefined, all);
  const normalized = (batch: "symbolic" | "absent" | "as-is") => {
    const report = normalizeWithReport(model, { ...all, batch });
    if (learned.size === 0) return report;
    const names = [...learned.keys()].slice(0, 3).map((name) => `"${name}"`);
    const note = `shapes that the model computes from values (${names.join(", ")}) were taken from a run and kept`;
    return { ...report, graph: pinShapes(report.graph, learned), notes: [...report.notes, note] };
  };
  const open = normalized(withAxis ? "symbolic" : "absent");
  const loaded = describe(open, model, path, sha256, options);
  if (loaded.batch === "any") refuseInteraction(loaded.graph, { wrt: loaded.input });
  const declared = model.graph.inputs.find(({ name }) => name === loaded.input)?.shape?.[0];
  const size = withAxis ? declared : 1;
  if (typeof size !== "number" || size <= 0) return loaded;

  const { input, sampleShape } = loaded;
  const type = loaded.graph.inputs.find(({ name }) => name === input)?.type ?? "float32";
  const checked = { graph: loaded.graph, input, type, sampleShape };
  if (loaded.batch !== "any") {
    if (size === 1 || !isCheap(loaded.graph, 1) || (await keepsSamplesApart(platform, checked, size))) return loaded;
    return fail({
      subject: path,
      expected: "every sample to pass the network on its own",
      got: `a batch of ${size} in which one sample changes the outputs of others; a Jacobian per sample is not defined`,
      todo: "Export the model in evaluation mode with an open batch axis.",
    });
  }
  if (!isCheap(loaded.graph, size)) return loaded;
  const exported = normalized("as-is");
  const same = await agreesWhenOpened(platform, { graph: exported.graph, size, hasBatchAxis: withAxis }, checked);
  if (same) return loaded;
  const why = `the model gives other outputs when its batch of ${size} is opened, so it is run as it was exported`;
  return describe({ ...(withAxis ? exported : open), batch: size, why }, model, path, sha256, options);
}

/** The input that data will be fed to, as the file describes it. */
function inputOf({ graph: { inputs } }: Model, { input }: LoadModelOptions): ValueInfo | undefined {
  if (input !== undefined) return inputs.find(({ name }) => name === input);
  return inputs.find(({ type }) => type && isFloat(type)) ?? inputs[0];
}

function describe(
  { graph, batch, why, notes: changes }: NormalizedModel,
  { metadata, graph: { outputs } }: Model,
  path: string,
  sha256: string,
  options: LoadModelOptions,
): LoadedModel {
  const input = chooseInput(graph, path, options.input);
  const { name, type } = input;
  const sampleShape = sampleShapeOf(input, path);
  const integer = type !== undefined && !isFloat(type);
  const cast = integer ? castOf(graph, name) : undefined;
  const wrt = options.wrt ?? cast ?? name;
  if (integer && cast === undefined && options.wrt === undefined) {
    fail({
      subject: path,
      expected: "a float input to differentiate by",
      got: `"${name}" of ${type}`,
      todo: "Choose a float tensor of the network with --wrt NAME.",
    });
  }
  requireTensor(graph, wrt, path);
  const layout = layoutOf(graph, name);
  const notes = [
    ...changes,
    ...(batch === "any" || why === undefined ? [] : [`${why}; samples are run ${batch} at a time`]),
    ...(cast && wrt === cast ? [`the input is ${type}: derivatives are by "${cast}", its values as floats`] : []),
  ];
  const others = outputs.map((output) => output.name).filter((output) => output !== graph.outputs[0]?.name);
  return {
    path,
    sha256,
    graph,
    metadata,
    input: name,
    wrt,
    batch,
    sampleShape,
    ...(layout && { layout }),
    ...(others.length > 0 && { otherOutputs: others }),
    notes,
  };
}

/** The one input that data are fed to. @throws NetspectraError where others are left without a value */
function chooseInput({ inputs }: Graph, path: string, wanted: string | undefined): ValueInfo {
  const floats = inputs.filter(({ type }) => type && isFloat(type));
  const chosen = wanted === undefined ? (floats[0] ?? inputs[0]) : inputs.find(({ name }) => name === wanted);
  if (!chosen) {
    return fail({
      subject: path,
      expected: wanted === undefined ? "a model with an input that its output depends on" : `an input "${wanted}"`,
      got: `inputs ${list(inputs) || "none"}`,
    });
  }
  const others = inputs.filter((input) => input !== chosen);
  if (others.length === 0) return chosen;
  const fixes = others.map(({ name }) => `--fix ${name}=0`).join(" ");
  return fail({
    subject: path,
    expected: "a value for every input but the one that data are fed to",
    got: `none for ${list(others)}`,
    todo: `Fix them, for example with ${fixes}; --input NAME chooses the one for the data${wanted === undefined ? ` (now "${chosen.name}")` : ""}.`,
  });
}

const list = (values: readonly ValueInfo[]) =>
  values.map(({ name, type, shape }) => `"${name}" (${type}${shape ? ` ${formatShape(shape)}` : ""})`).join(", ");

/** The shape of one sample. */
function sampleShapeOf({ name, shape = [] }: ValueInfo, path: string): readonly number[] {
  const rest: Shape = shape.slice(1);
  const [first] = shape;
  if ((first === batchSymbol || typeof first === "number") && isStatic(rest)) return rest;
  return fail({
    subject: path,
    expected: `an input with the batch axis first and known sizes after it (${batchSymbol}×…)`,
    got: `"${name}" of ${formatShape(shape)}`,
    todo: "Export the model with the batch axis first.",
  });
}

/** The float tensor that an integer input is cast to, if that is all that is done with it. */
function castOf({ nodes }: Graph, input: string): string | undefined {
  const users = nodes.filter(({ inputs }) => inputs.includes(input));
  return users.length === 1 && users[0]?.operator === "Cast" ? users[0].outputs[0] : undefined;
}

/** @throws NetspectraError that lists near names; names inside functions and branches are found later */
function requireOutput({ graph, functions }: Model, path: string, output: string | undefined): void {
  if (output === undefined || isHead(output) || functions.length > 0) return;
  const names = graph.nodes.flatMap(({ outputs }) => outputs);
  const nested = graph.nodes.some(({ attributes }) => Object.values(attributes).some(({ kind }) => kind === "graph"));
  const others = [...graph.inputs.map(({ name }) => name), ...graph.initializers.keys()];
  if (nested || names.includes(output) || others.includes(output)) return;
  fail({
    subject: `--output ${output}`,
    expected: `logits, probabilities, or a tensor of ${path}`,
    got: "a name that no tensor has",
    todo: likeNames(output, names),
  });
}

function requireTensor({ inputs, nodes }: Graph, name: string, path: string): void {
  const names = [...inputs.map((input) => input.name), ...nodes.flatMap(({ outputs }) => outputs)];
  if (names.includes(name)) return;
  fail({
    subject: `--wrt ${name}`,
    expected: `a tensor of ${path} on the way to its output`,
    got: "a name that none has",
    todo: likeNames(name, names),
  });
}
