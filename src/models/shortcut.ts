import { fail, formatShape, sameShape } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import type { Layer, ResidualLayer } from "./layers.ts";

/**
 * How many elements of each spatial axis of a residual layer's input go into one of its output, so that the shortcut fits.
 *
 * @throws NetspectraError where no whole number does, or where zeros cannot fill up the channels
 */
export function shortcutStrides(
  name: string,
  { shortcut = "padded" }: ResidualLayer,
  input: readonly number[],
  output: readonly number[],
): readonly number[] {
  const [channels, ...sizes] = output;
  const strides = sizes.map((size, i) => Math.ceil(input[i + 1]! / size));
  const fits =
    input.length === output.length &&
    strides.every((stride, i) => Math.ceil(input[i + 1]! / stride) === sizes[i]) &&
    (shortcut === "projection" || channels! >= input[0]!);
  if (fits) return strides;
  return fail({
    subject: `layer "${name}" (residual)`,
    expected: `inner layers that lead from ${formatShape(input)} to a shape that a shortcut reaches: each spatial size a whole fraction${shortcut === "padded" ? ", no fewer channels" : ""}`,
    got: formatShape(output),
  });
}

/** He et al. 2016, option B: from the input of a residual layer to the shape of its output. */
export function projectionLayers(output: readonly number[], strides: readonly number[]): readonly Layer[] {
  const [filters, ...sizes] = output as readonly [number, ...number[]];
  const map: Layer =
    sizes.length === 0
      ? { kind: "linear", units: filters, bias: false }
      : {
          kind: "conv",
          filters,
          kernel: sizes.map(() => 1),
          stride: strides,
          padding: "same",
          activation: "none",
          bias: false,
        };
  return [map, { kind: "batchNorm" }];
}

/**
 * He et al. 2016, option A: the first of each `strides` elements of the spatial axes, and behind the channels as many
 * channels of zeros as the output has more: N × input → N × output. Nothing happens where the shapes are the same.
 */
export function paddedShortcut(g: Builder, x: Value, output: readonly number[]): Value {
  const input = x.shape.slice(1) as readonly number[];
  if (sameShape(input, output)) return x;
  const [channels, ...sizes] = input;
  const strides = sizes.map((size, i) => Math.ceil(size / output[i + 1]!));
  const axes = sizes.map((_, i) => i + 2);
  const zeros = sizes.map(() => 0);
  const taken = strides.every((stride) => stride === 1) ? x : g.slice(x, axes, zeros, sizes, strides);
  const none = x.shape.map(() => 0);
  const after = none.with(1, output[0]! - channels!);
  return after[1] === 0 ? taken : g.op("Pad", [taken, g.indices([...none, ...after])]);
}
