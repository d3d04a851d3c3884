import { checkComputed, tensorOf } from "../base/index.ts";
import { type Builder, int, type Value } from "../graph/index.ts";
import { convolve } from "./define/convolution.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { poolWindow } from "./define/poolWindow.ts";
import { absolutePower, root } from "./define/powerSum.ts";
import { reachOf, type Window, windowAttributes } from "./define/window.ts";

/** y = (Σ |x|^p)^(1/p) over each window. */
export const LpPool = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { ...windowAttributes, ceil_mode: int(0), dilations: optional.ints, p: int(2) },
  infer: ({ x, ceil_mode, p: _, ...attributes }) => ({
    y: { type: x.type, shape: [...x.shape.slice(0, 2), ...poolWindow("LpPool", x, attributes, ceil_mode).output] },
  }),
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(2) }),
  lower: (g, { x, ceil_mode, p, ...attributes }) => {
    const window = poolWindow("LpPool", x, attributes, ceil_mode);
    return { y: root(g, windowSums(g, absolutePower(g, x, p), window), p) };
  },
  samples: [
    { x: [2, 3, 4, 6], kernel_shape: [2, 2], strides: [2, 2] },
    { x: [2, 2, 5, 5], kernel_shape: [3, 3], strides: [2, 1], pads: [1, 1, 1, 0], p: 1 },
    { x: [1, 2, 7], kernel_shape: [3], strides: [2], p: 3 },
    { x: [1, 2, 6, 5], kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    { x: [1, 2, 7, 6], kernel_shape: [2, 3], dilations: [3, 2] },
    { x: [2, 1, 5, 4], kernel_shape: [2, 3], strides: [2, 2], auto_pad: "SAME_UPPER" },
    { x: [2, 1, 5, 4], kernel_shape: [2, 2], strides: [2, 1], auto_pad: "SAME_LOWER" },
    { x: [1, 2, 3, 4, 3], kernel_shape: [2, 2, 2], strides: [1, 2, 1], auto_pad: "VALID" },
  ],
});

/** Sums over windows: a convolution with ones, channel by channel. */
function windowSums(g: Builder, x: Value, window: Window): Value {
  const { input, output, kernel, strides, begin, end } = window;
  const channels = x.shape[1] as number;
  const ones = g.constant(
    tensorOf(x.type, [channels, 1, ...kernel], new Float64Array(checkComputed("LpPool", channels, ...kernel)).fill(1)),
  );
  const reached = reachOf(window).map((reach, i) => (output[i]! - 1) * strides[i]! + reach - begin[i]! - input[i]!);
  return convolve(g, x, ones, { ...window, end: end.map((pad, i) => Math.max(pad, reached[i]!)) }, channels);
}
