import { batch as batchSymbol, type Dimension, fail, formatShape, sameShape } from "../base/index.ts";
import { type Attributes, type Builder, float, int, ints, type Value } from "../graph/index.ts";
import { batchStatistics } from "./batchStatistics.ts";
import { type Initialisation, initialise } from "./initialise.ts";
import { insertLayers, type LayerInsertion } from "./insertLayers.ts";
import { type Activation, activations, type Layer } from "./layers.ts";
import { convPadding, type ParameterSpec, type PlannedLayer, perAxis, planNetwork } from "./plan.ts";
import { paddedShortcut } from "./shortcut.ts";
import { appendFactors, type SvdFactors } from "./svdFactors.ts";

/** What dropout multiplies by: a tensor of the shape of `like` with entries 0 and 1/(1 − rate). */
export type Mask = (g: Builder, like: Value, rate: number, layer: string) => Value;

export interface NetworkOptions {
  /** Shape of one sample: [784], [1, 28, 28]. */
  input: readonly number[];
  /** Everything before the last layer, which has one unit per class. */
  layers: readonly Layer[];
  classes: number;
  /** Layers that are put into `layers`. Default: none. */
  insertions?: readonly LayerInsertion[];
  /** Default 0. */
  seed?: number;
  /** Default "he". */
  initialisation?: Initialisation;
  /** In training, dropout is at work and batch normalisation uses the statistics of the batch. Default "inference". */
  mode?: "training" | "inference";
  /** Needed in training where there is dropout. */
  mask?: Mask;
  /** Size of the batch; default "N". */
  batch?: Dimension;
  /** The samples; default: a new input "x". */
  x?: Value;
  /** Where a parameter comes from; default: a new initialiser of its name. `first()` gives its first value. */
  parameter?: (spec: ParameterSpec, first: () => ReturnType<typeof initialise>) => Value;
  /** Put before the names of all values and parameters, so that two networks fit into one graph. Default "". */
  prefix?: string;
}

export interface Network {
  readonly x: Value;
  /** batch × classes */
  readonly logits: Value;
  /** Trained parameters, in the order of the layers. */
  readonly parameters: readonly Value[];
  /** Running statistics of batch normalisation. */
  readonly statistics: readonly Value[];
  /** In training: the running statistics after this batch, by the names of those before. */
  readonly updates: Readonly<Record<string, Value>>;
  /** The values that come out of the layers, by layer; behind the batch normalisation that was put into one. */
  readonly layers: ReadonlyMap<string, Value>;
  /** Names of the hidden layers that have activations of their own, in their order. */
  readonly hidden: readonly string[];
  /** In training: the factors of the SVD layers' weights, by the name of the weight. */
  readonly factors: ReadonlyMap<string, SvdFactors>;
  readonly plan: readonly PlannedLayer[];
}

/** What a layer is built from. */
interface Place {
  readonly g: Builder;
  readonly x: Value;
  readonly planned: PlannedLayer;
  readonly parameters: Readonly<Record<string, Value>>;
}

/**
 * Append a classifier to the graph under construction. A layer's output has the layer's name, what comes before its
 * activation has ".preactivation" behind it, parameters are "dense_1.weight" (units × inputs, as PyTorch has it; filters
 * × channels × kernel) and "dense_1.bias", the last value is "logits". In training an SVD layer has "svd_1.u", "svd_1.s" and
 * "svd_1.v" in place of "svd_1.weight", which is their product.
 *
 * @throws NetspectraError when a layer does not fit what comes before it
 */
export function network(g: Builder, options: NetworkOptions): Network {
  const { input, classes, seed = 0, initialisation = "he", mode = "inference", prefix = "" } = options;
  const plan = planNetwork(input, insertLayers(options.layers, options.insertions ?? []), classes);
  const shape = [options.batch ?? batchSymbol, ...input];
  const x = options.x ?? g.input(`${prefix}x`, "float32", shape);
  if (!sameShape(x.shape.slice(1), input)) {
    fail({ subject: `input "${x.name}"`, expected: `${formatShape(input)} per sample`, got: formatShape(x.shape) });
  }
  const [parameters, statistics]: [Value[], Value[]] = [[], []];
  const updates: Record<string, Value> = {};
  const layers = new Map<string, Value>();
  const factors = new Map<string, SvdFactors>();
  const appendAll = (start: Value, planned: readonly PlannedLayer[]): Value => planned.reduce(appendNext, start);
  const appendNext = (before: Value, planned: PlannedLayer): Value => {
    const value = planned.body ? residual(before, planned, planned.body) : single(before, planned);
    layers.set(planned.name, value);
    const owner = planned.name.replace(/\.batchNorm$/, "");
    if (layers.has(owner)) layers.set(owner, value);
    return value;
  };
  const residual = (before: Value, planned: PlannedLayer, body: readonly PlannedLayer[]): Value => {
    const after = appendAll(before, body);
    const shortcut = planned.projection
      ? appendAll(before, planned.projection)
      : paddedShortcut(g, before, planned.output);
    const activation = planned.layer.kind === "residual" ? (planned.layer.activation ?? "relu") : "none";
    return withActivation(g, "Add", [after, shortcut], {}, activation, `${prefix}${planned.name}`);
  };
  const single = (before: Value, planned: PlannedLayer): Value => {
    const own: Record<string, Value> = {};
    for (const spec of specsOf(planned, mode)) {
      const first = () => initialise(spec, initialisation, seed);
      const parameter = options.parameter?.(spec, first) ?? g.initializer(`${prefix}${spec.name}`, first());
      own[spec.name.slice(planned.name.length + 1)] = parameter;
      (spec.trained ? parameters : statistics).push(parameter);
    }
    const place = { g, x: before, planned, parameters: own };
    const { u, s, v } = own;
    if (u && s && v) factors.set(`${prefix}${planned.name}.weight`, { u, s, v });
    if (mode === "training" && planned.layer.kind === "dropout") return masked(place, options.mask, prefix);
    if (mode !== "training" || planned.layer.kind !== "batchNorm") return append(place, prefix);
    const { y, mean, variance } = batchStatistics(g, before, own, planned.layer);
    const { running_mean: runningMean, running_variance: runningVariance } = own;
    Object.assign(updates, { [runningMean!.name]: mean, [runningVariance!.name]: variance });
    return activated(g, y, planned.layer.activation ?? "none", `${prefix}${planned.name}`);
  };
  const logits = appendAll(x, plan);
  return { x, logits, parameters, statistics, updates, layers, hidden: hiddenLayers(plan), factors, plan };
}

/** What was put into a layer is part of it, and a shortcut is part of its residual layer. */
function hiddenLayers(plan: readonly PlannedLayer[]): readonly string[] {
  const own = plan.flatMap((planned): readonly string[] => [
    ...hiddenLayers(planned.body ?? []),
    ...(["dropout", "flatten"].includes(planned.layer.kind) ? [] : [planned.name]),
  ]);
  return own.filter((name) => name !== "output" && !own.some((owner) => name === `${owner}.batchNorm`));
}

/** In training an SVD layer has factors in place of its weight, which is the first of its parameters. */
function specsOf({ parameters, factors }: PlannedLayer, mode: "training" | "inference"): readonly ParameterSpec[] {
  return mode === "training" && factors ? [...Object.values(factors), ...parameters.slice(1)] : parameters;
}

function append({ g, x, planned, parameters }: Place, prefix: string): Value {
  const { layer } = planned;
  const name = planned.name === "output" ? `${prefix}logits` : `${prefix}${planned.name}`;
  const { weight, bias } = parameters;
  switch (layer.kind) {
    case "dense":
      return withActivation(g, "Gemm", [x, weight, bias], { transB: int(1) }, layer.activation ?? "relu", name);
    case "svd": {
      const { u, s, v } = parameters;
      const before = u && s && v ? appendFactors(g, x, s, v) : x;
      const inputs = [before, u ?? weight, bias];
      return withActivation(g, "Gemm", inputs, { transB: int(1) }, layer.activation ?? "relu", name);
    }
    case "linear":
      return named(g, "Gemm", [x, weight, bias], { transB: int(1) }, name);
    case "conv":
      return withActivation(g, "Conv", [x, weight, bias], convAttributes(planned), layer.activation ?? "relu", name);
    case "maxPool":
    case "averagePool": {
      const rank = planned.input.length - 1;
      const attributes = {
        kernel_shape: ints(perAxis(layer.size, rank, name)),
        strides: ints(perAxis(layer.stride ?? layer.size, rank, name)),
      };
      return named(g, layer.kind === "maxPool" ? "MaxPool" : "AveragePool", [x], attributes, name);
    }
    case "globalAveragePool":
      return named(g, "Flatten", [g.op("GlobalAveragePool", [x])], { axis: int(1) }, name);
    case "batchNorm": {
      const { scale, shift, running_mean: mean, running_variance: variance } = parameters;
      const attributes = { epsilon: float(layer.epsilon ?? 1e-5), momentum: float(layer.momentum ?? 0.9) };
      const inputs = [x, scale, shift, mean, variance];
      return withActivation(g, "BatchNormalization", inputs, attributes, layer.activation ?? "none", name);
    }
    case "flatten":
      return named(g, "Flatten", [x], { axis: int(1) }, name);
    case "dropout":
    case "residual":
      return x;
  }
}

function masked({ g, x, planned }: Place, mask: Mask | undefined, prefix: string): Value {
  const { layer, name } = planned;
  if (layer.kind !== "dropout" || layer.rate === 0) return x;
  if (!mask) {
    return fail({ subject: `layer "${name}" (dropout) in training`, expected: "a source of masks", got: "none" });
  }
  return named(g, "Mul", [x, mask(g, x, layer.rate, name)], {}, `${prefix}${name}`);
}

function convAttributes({ layer, input }: PlannedLayer): Attributes {
  if (layer.kind !== "conv") return {};
  const sizes = input.slice(1);
  const kernel = perAxis(layer.kernel, sizes.length, "kernel");
  const strides = perAxis(layer.stride ?? 1, sizes.length, "stride");
  const pads = convPadding(sizes, kernel, strides, layer.padding ?? "valid");
  return {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints([...pads.map(([before]) => before), ...pads.map(([, after]) => after)]),
  };
}

function withActivation(
  g: Builder,
  operator: string,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
  activation: Activation,
  name: string,
): Value {
  if (activation === "none") return named(g, operator, inputs, attributes, name);
  return activated(g, named(g, operator, inputs, attributes, `${name}.preactivation`), activation, name);
}

function activated(g: Builder, x: Value, activation: Activation, name: string): Value {
  const operator = activations[activation];
  return operator === undefined ? x : named(g, operator, [x], {}, name);
}

/** A node and its only output under one name. */
function named(
  g: Builder,
  operator: string,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
  name: string,
): Value {
  const node = { name, operator, domain: "", inputs: [], outputs: [name], attributes };
  return g.append(node, inputs)[0]!;
}
