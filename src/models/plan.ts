import { fail, formatShape, sameShape, sizeOf } from "../base/index.ts";
import type { Layer, ResidualLayer, Sizes } from "./layers.ts";
import { projectionLayers, shortcutStrides } from "./shortcut.ts";
import { type FactorSpecs, svdFactors } from "./svdFactors.ts";

/** A tensor of a network: trained, or (running statistics of batch normalisation) followed. */
export interface ParameterSpec {
  /** "dense_1.weight" */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
  readonly start: Start;
  /** Whose random numbers it starts with; default: its own name's. */
  readonly stream?: string;
}

/** Where a parameter starts: at one value, at ones on the diagonal, or at random by the numbers of inputs and outputs of a unit. */
export type Start =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "identity" }
  | { readonly kind: "random"; readonly fanIn: number; readonly fanOut: number; readonly rectified: boolean };

/** A layer with all that follows from its place in the network. Shapes are those of one sample. */
export interface PlannedLayer {
  readonly name: string;
  readonly layer: Layer;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Its own; a residual layer has none beside those of its parts. */
  readonly parameters: readonly ParameterSpec[];
  /** Of an SVD layer: what stands in place of the weight in training. */
  readonly factors?: FactorSpecs;
  /** Of a residual layer: its inner layers, and those of its projection. */
  readonly body?: readonly PlannedLayer[];
  readonly projection?: readonly PlannedLayer[];
}

/**
 * Names, shapes and parameters of a network, without building it. Images are flattened where a dense layer needs it, and
 * a dense layer with one unit per class, named "output", comes last, unless the last one is an SVD layer of that name.
 *
 * @param input shape of one sample: [784], [1, 28, 28]
 * @throws NetspectraError when a layer does not fit what comes before it
 */
export function planNetwork(
  input: readonly number[],
  layers: readonly Layer[],
  classes: number,
): readonly PlannedLayer[] {
  if (!Number.isInteger(classes) || classes < 1) {
    fail({ subject: "number of classes", expected: "a whole number from 1 up", got: `${classes}` });
  }
  const last: Layer = { kind: "dense", name: "output", units: classes, activation: "none" };
  const own = layers.at(-1);
  const closes = own?.kind === "svd" && own.name === "output" && own.activation === "none" && own.units === classes;
  return planLayers(input, closes ? layers : [...layers, last], { prefix: "", names: new Set() });
}

/** All layers of a plan, the parts of residual layers before these, in the order in which they are built. */
export function everyLayer(plan: readonly PlannedLayer[]): readonly PlannedLayer[] {
  return plan.flatMap((planned) => [
    ...everyLayer(planned.body ?? []),
    ...everyLayer(planned.projection ?? []),
    planned,
  ]);
}

/** Names are prefixed, counted within `layers`, and given once. */
interface Scope {
  readonly prefix: string;
  readonly names: Set<string>;
}

function planLayers(input: readonly number[], layers: readonly Layer[], scope: Scope): readonly PlannedLayer[] {
  const counts = new Map<string, number>();
  const plan: PlannedLayer[] = [];
  let shape = input;
  const place = (layer: Layer, next?: Layer) => {
    const number = (counts.get(layer.kind) ?? 0) + 1;
    counts.set(layer.kind, number);
    const name = `${scope.prefix}${layer.name ?? `${layer.kind}_${number}`}`;
    if (scope.names.has(name))
      fail({ subject: `layer "${name}"`, expected: "a name that is given once", got: "a second one" });
    scope.names.add(name);
    const planned =
      layer.kind === "residual"
        ? planResidual(name, layer, shape, scope)
        : planLayer(name, layer, shape, next?.kind === "batchNorm");
    plan.push(planned);
    shape = planned.output;
  };
  for (const [i, layer] of layers.entries()) {
    if (["dense", "svd", "linear"].includes(layer.kind) && shape.length !== 1) place({ kind: "flatten" });
    place(layer, layers[i + 1]);
  }
  return plan;
}

function planResidual(name: string, layer: ResidualLayer, input: readonly number[], { names }: Scope): PlannedLayer {
  const body = planLayers(input, layer.layers, { prefix: `${name}.`, names });
  const output = body.at(-1)!.output;
  const strides = shortcutStrides(name, layer, input, output);
  const fixed = { name, layer, input, output, parameters: [], body };
  if (layer.shortcut !== "projection" || sameShape(input, output)) return fixed;
  const projection = projectionLayers(output, strides);
  return { ...fixed, projection: planLayers(input, projection, { prefix: `${name}.projection.`, names }) };
}

/** Number of trained parameters. */
export function parameterCount(plan: readonly PlannedLayer[]): number {
  const trained = everyLayer(plan)
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => parameter.trained);
  return trained.reduce((total, { shape }) => total + sizeOf(shape), 0);
}

/** Explicit padding of a convolution: [before, after] of each axis, zero for "valid". */
export function convPadding(
  input: readonly number[],
  kernel: readonly number[],
  stride: readonly number[],
  padding: "valid" | "same",
): readonly (readonly [number, number])[] {
  return input.map((size, axis) => {
    if (padding === "valid") return [0, 0];
    const total = Math.max(0, (Math.ceil(size / stride[axis]!) - 1) * stride[axis]! + kernel[axis]! - size);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

/** One number per spatial axis. @throws NetspectraError for a list of another length */
export function perAxis(sizes: Sizes, rank: number, subject: string): readonly number[] {
  if (typeof sizes === "number") return Array.from({ length: rank }, () => sizes);
  if (sizes.length !== rank) {
    fail({ subject, expected: `one number, or ${rank} (one per spatial axis)`, got: `[${sizes}]` });
  }
  return sizes;
}

/** @param normalised whether batch normalisation follows, behind which the rectifier lies, sooner or later */
function planLayer(
  name: string,
  layer: Exclude<Layer, ResidualLayer>,
  input: readonly number[],
  normalised: boolean,
): PlannedLayer {
  const fixed = { name, layer, input };
  switch (layer.kind) {
    case "dense":
    case "svd":
    case "linear": {
      const inputs = sizeOf(input);
      const rectified = normalised || (layer.kind !== "linear" && rectifies(layer.activation));
      const matrix = weight(name, [layer.units, inputs], inputs, layer.units, rectified);
      return {
        ...fixed,
        output: [layer.units],
        parameters: [matrix, ...bias(name, layer.units, layer.bias)],
        ...(layer.kind === "svd" && { factors: svdFactors(name, matrix) }),
      };
    }
    case "conv": {
      const [channels, sizes] = image(name, layer.kind, input);
      const kernel = perAxis(layer.kernel, sizes.length, `${name}: kernel`);
      const stride = perAxis(layer.stride ?? 1, sizes.length, `${name}: stride`);
      const pads = convPadding(sizes, kernel, stride, layer.padding ?? "valid");
      const output = sizes.map((size, i) => slots(name, size + pads[i]![0] + pads[i]![1], kernel[i]!, stride[i]!));
      const taps = sizeOf(kernel);
      const shape = [layer.filters, channels, ...kernel];
      return {
        ...fixed,
        output: [layer.filters, ...output],
        parameters: [
          weight(name, shape, channels * taps, layer.filters * taps, normalised || rectifies(layer.activation)),
          ...bias(name, layer.filters, layer.bias),
        ],
      };
    }
    case "maxPool":
    case "averagePool": {
      const [channels, sizes] = image(name, layer.kind, input);
      const window = perAxis(layer.size, sizes.length, `${name}: size`);
      const stride = perAxis(layer.stride ?? layer.size, sizes.length, `${name}: stride`);
      const output = sizes.map((size, i) => slots(name, size, window[i]!, stride[i]!));
      return { ...fixed, output: [channels, ...output], parameters: [] };
    }
    case "globalAveragePool":
      return { ...fixed, output: [image(name, layer.kind, input)[0]], parameters: [] };
    case "batchNorm": {
      const shape = [input[0]!];
      const parameter = (suffix: string, value: number, trained: boolean): ParameterSpec => ({
        name: `${name}.${suffix}`,
        shape,
        trained,
        start: { kind: "constant", value },
      });
      return {
        ...fixed,
        output: input,
        parameters: [
          parameter("scale", 1, true),
          parameter("shift", 0, true),
          parameter("running_mean", 0, false),
          parameter("running_variance", 1, false),
        ],
      };
    }
    case "dropout":
      return { ...fixed, output: input, parameters: [] };
    case "flatten":
      return { ...fixed, output: [sizeOf(input)], parameters: [] };
  }
}

/** Units that are zero half of the time need twice the variance (He et al. 2015, section 2.2). */
function rectifies(activation: string | undefined): boolean {
  return ["relu", "leakyRelu", "elu"].includes(activation ?? "relu");
}

function weight(
  name: string,
  shape: readonly number[],
  fanIn: number,
  fanOut: number,
  rectified: boolean,
): ParameterSpec {
  return { name: `${name}.weight`, shape, trained: true, start: { kind: "random", fanIn, fanOut, rectified } };
}

function bias(name: string, units: number, wanted = true): readonly ParameterSpec[] {
  return wanted ? [{ name: `${name}.bias`, shape: [units], trained: true, start: { kind: "constant", value: 0 } }] : [];
}

function image(name: string, kind: string, input: readonly number[]): readonly [number, readonly number[]] {
  const [channels, ...sizes] = input;
  if (channels === undefined || sizes.length === 0) {
    return fail({
      subject: `layer "${name}" (${kind})`,
      expected: "images (channels × height × width)",
      got: `${formatShape(input)} per sample`,
    });
  }
  return [channels, sizes];
}

function slots(name: string, size: number, window: number, stride: number): number {
  if (window > size) {
    fail({ subject: `layer "${name}"`, expected: `a window of at most ${size}`, got: `${window}` });
  }
  return Math.floor((size - window) / stride) + 1;
}
