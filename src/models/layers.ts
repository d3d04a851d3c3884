import * as v from "valibot";
import { fail } from "../base/index.ts";

/** Functions that follow a layer; the names in lower case of the ONNX operators. */
export const activations = {
  relu: "Relu",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  elu: "Elu",
  leakyRelu: "LeakyRelu",
  softplus: "Softplus",
  none: undefined,
} as const;
export type Activation = keyof typeof activations;

/** One number for every spatial axis, or one number for all. */
export type Sizes = number | readonly number[];

/** What all layers may have. */
interface Named {
  /** Default: the kind and a number, "dense_1". */
  readonly name?: string;
}

/** y = activation(W x + b) with W of units × inputs; an image is flattened first. Default: "relu", with bias. */
export interface DenseLayer extends Named {
  readonly kind: "dense";
  readonly units: number;
  readonly activation?: Activation;
  readonly bias?: boolean;
}

/**
 * A dense layer that is trained as three linear maps, W = U diag(s) V with r = min(units, inputs) singular values (Wang et
 * al. 2016, section 5). U and V are made orthonormal again and again in training; inference has W alone.
 */
export interface SvdLayer extends Named {
  readonly kind: "svd";
  readonly units: number;
  readonly activation?: Activation;
  readonly bias?: boolean;
}

/** A dense layer without activation: a bottleneck that saves parameters (Ba and Caruana 2014). */
export interface LinearLayer extends Named {
  readonly kind: "linear";
  readonly units: number;
  readonly bias?: boolean;
}

/** Filters that slide over an image. Default: stride 1, "valid" (no padding), "relu", with bias. */
export interface ConvLayer extends Named {
  readonly kind: "conv";
  readonly filters: number;
  readonly kernel: Sizes;
  readonly stride?: Sizes;
  readonly padding?: "valid" | "same";
  readonly activation?: Activation;
  readonly bias?: boolean;
}

/** The largest element or the mean of each window. Default stride: the size. */
export interface PoolLayer extends Named {
  readonly kind: "maxPool" | "averagePool";
  readonly size: Sizes;
  readonly stride?: Sizes;
}

/** The mean over each channel of an image. */
export interface GlobalPoolLayer extends Named {
  readonly kind: "globalAveragePool";
}

/** Zeroes units at random in training, with probability `rate`, and scales the others by 1/(1 − rate). */
export interface DropoutLayer extends Named {
  readonly kind: "dropout";
  readonly rate: number;
}

/** Normalises each channel over the batch (Ioffe and Szegedy 2015). Default: momentum 0.9, epsilon 1e-5, no activation. */
export interface BatchNormLayer extends Named {
  readonly kind: "batchNorm";
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly activation?: Activation;
}

export interface FlattenLayer extends Named {
  readonly kind: "flatten";
}

/**
 * y = activation(F(x) + shortcut(x)), where `layers` are F (He et al. 2016, equations 1 and 2). The shortcut is x where F keeps
 * the shape. Else "padded" (their option A) takes every s-th element of an image and adds channels of zeros, "projection"
 * (option B) is a convolution of size 1 (for vectors a linear layer) with batch normalisation. Default: "padded", "relu".
 */
export interface ResidualLayer extends Named {
  readonly kind: "residual";
  readonly layers: readonly Layer[];
  readonly shortcut?: "padded" | "projection";
  readonly activation?: Activation;
}

export type Layer =
  | DenseLayer
  | SvdLayer
  | LinearLayer
  | ConvLayer
  | PoolLayer
  | GlobalPoolLayer
  | DropoutLayer
  | BatchNormLayer
  | FlattenLayer
  | ResidualLayer;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const sizes = v.union([count, v.pipe(v.array(count), v.minLength(1))]);
const activation = v.picklist(Object.keys(activations) as Activation[]);
const name = v.exactOptional(v.pipe(v.string(), v.regex(/^[\w.-]+$/)));
const bias = v.exactOptional(v.boolean());

const layerSchema: v.GenericSchema<unknown, Layer> = v.variant("kind", [
  v.strictObject({
    kind: v.picklist(["dense", "svd"]),
    name,
    units: count,
    activation: v.exactOptional(activation),
    bias,
  }),
  v.strictObject({ kind: v.literal("linear"), name, units: count, bias }),
  v.strictObject({
    kind: v.literal("conv"),
    name,
    filters: count,
    kernel: sizes,
    stride: v.exactOptional(sizes),
    padding: v.exactOptional(v.picklist(["valid", "same"])),
    activation: v.exactOptional(activation),
    bias,
  }),
  v.strictObject({ kind: v.picklist(["maxPool", "averagePool"]), name, size: sizes, stride: v.exactOptional(sizes) }),
  v.strictObject({ kind: v.literal("globalAveragePool"), name }),
  v.strictObject({ kind: v.literal("dropout"), name, rate: share }),
  v.strictObject({
    kind: v.literal("batchNorm"),
    name,
    momentum: v.exactOptional(share),
    epsilon: v.exactOptional(v.pipe(v.number(), v.gtValue(0))),
    activation: v.exactOptional(activation),
  }),
  v.strictObject({ kind: v.literal("flatten"), name }),
  v.strictObject({
    kind: v.literal("residual"),
    name,
    layers: v.pipe(v.array(v.lazy(() => layerSchema)), v.minLength(1)),
    shortcut: v.exactOptional(v.picklist(["padded", "projection"])),
    activation: v.exactOptional(activation),
  }),
]);

/** A layer list from JSON. @throws NetspectraError that names the first entry that is no layer, and what is wrong with it */
export function readLayers(value: unknown, subject = "layers"): readonly Layer[] {
  const result = v.safeParse(v.array(layerSchema), value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  return fail({
    subject: path === null ? subject : `${subject}: entry ${path}`,
    expected: issue.expected ?? "another value",
    got: issue.received,
  });
}
