import { checkComputed, fail, formatShape, sizeOf, tensorOf } from "../base/index.ts";
import type { ValueType } from "../graph/index.ts";
import { convolveTransposed } from "./define/convolution.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { slidingWindow, type Window, type WindowAttributes } from "./define/window.ts";

/**
 * Columns N×(C·taps)×positions put back where windows took them from, summed where windows overlap: the adjoint of
 * im2col, PyTorch's `fold`. A transposed convolution whose kernels hold a single 1.
 */
export const Col2Im = defineOp({
  inputs: ["x", "image_shape", "block_shape"],
  outputs: ["y"],
  discrete: ["image_shape", "block_shape"],
  attributes: { dilations: optional.ints, pads: optional.ints, strides: optional.ints },
  infer: (args) => {
    const { channels, window } = imageOf(args.x, args.image_shape, args.block_shape, args);
    return { y: { type: args.x.type, shape: [args.x.shape[0]!, channels, ...window.input] } };
  },
  mixes: () => ({ x: [1, 2] }),
  lower: (g, args) => {
    const { x } = args;
    const { channels, window } = imageOf(x, args.image_shape, args.block_shape, args);
    const taps = sizeOf(window.kernel);
    const kernels = new Float64Array(checkComputed("Col2Im", channels, taps, taps));
    for (let i = 0; i < channels * taps; i++) kernels[i * taps + (i % taps)] = 1;
    const weights = g.constant(tensorOf(x.type, [channels * taps, 1, ...window.kernel], kernels));
    const columns = g.reshape(x, [x.shape[0]!, channels * taps, ...window.output]);
    return { y: convolveTransposed(g, columns, weights, window, channels) };
  },
  samples: [
    { x: [1, 5, 5], image_shape: list(5, 5), block_shape: list(1, 5) },
    { x: [2, 8, 9], image_shape: list(4, 4), block_shape: list(2, 2) },
    { x: [1, 9, 4], image_shape: list(6, 6), block_shape: list(3, 3), strides: [3, 3] },
    {
      x: [1, 4, 3],
      image_shape: list(6, 6),
      block_shape: list(2, 2),
      dilations: [1, 5],
      strides: [2, 3],
      pads: [0, 1, 1, 1],
    },
    { x: [1, 8, 12], image_shape: list(3, 4, 4), block_shape: list(1, 2, 4), pads: [0, 0, 0, 0, 1, 0] },
  ],
});

function imageOf(x: ValueType, image: ValueType, block: ValueType, attributes: Omit<WindowAttributes, "auto_pad">) {
  const sizes = followedNumbers("Col2Im", "an image_shape", image);
  const kernel = followedNumbers("Col2Im", "a block_shape", block);
  const { dilations, pads, strides } = attributes;
  const window: Window = slidingWindow(sizes, kernel, { auto_pad: "NOTSET", dilations, pads, strides });
  const channels = (x.shape[1] as number) / sizeOf(kernel);
  if (x.shape.length !== 3 || !Number.isInteger(channels) || x.shape[2] !== sizeOf(window.output)) {
    fail({
      subject: "Col2Im",
      expected: `columns N×(a multiple of ${sizeOf(kernel)})×${sizeOf(window.output)}`,
      got: formatShape(x.shape),
    });
  }
  return { channels, window };
}

function list(...values: readonly number[]) {
  return { shape: [values.length], type: "int64", values } as const;
}
