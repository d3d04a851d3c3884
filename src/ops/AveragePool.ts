import { int } from "../graph/index.ts";
import { withoutAttributes } from "./define/attributeInputs.ts";
import { defineOp } from "./define/defineOp.ts";
import { dilatedAverage, isDilated } from "./define/dilatedAverage.ts";
import { average, averageTransposed } from "./define/pooling.ts";
import { poolWindow } from "./define/poolWindow.ts";
import { explicitAttributes, windowAttributes } from "./define/window.ts";

/**
 * y = the average over each window; padding counts where `count_include_pad` is set.
 *
 * Linear; the adjoint is a transposed convolution with a kernel of ones.
 */
export const AveragePool = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { ...windowAttributes, ceil_mode: int(0), count_include_pad: int(0) },
  infer: ({ x, ceil_mode, ...attributes }) => ({
    y: { type: x.type, shape: [...x.shape.slice(0, 2), ...poolWindow("AveragePool", x, attributes, ceil_mode).output] },
  }),
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(2) }),
  jvp: (g, { x, dx, ceil_mode, count_include_pad, ...attributes }) => ({
    dy: g.op("AveragePool", [dx], {
      ...explicitAttributes(poolWindow("AveragePool", x, attributes, ceil_mode)),
      ceil_mode: int(ceil_mode),
      count_include_pad: int(count_include_pad),
    }),
  }),
  vjp: (g, { x, dy, ceil_mode, count_include_pad, ...attributes }) => ({
    dx: averageTransposed(g, dy, poolWindow("AveragePool", x, attributes, ceil_mode), count_include_pad === 1),
  }),
  float64: (g, { x, ceil_mode, count_include_pad, ...attributes }) => ({
    y: average(g, x, poolWindow("AveragePool", x, attributes, ceil_mode), count_include_pad === 1),
  }),
  upgrades: {
    19: (node, context) => {
      if (isDilated(node)) return dilatedAverage(node, context);
      return [withoutAttributes(node, "dilations")];
    },
  },
  samples: [
    { x: [2, 3, 4, 6], kernel_shape: [2, 2], strides: [2, 2] },
    { x: [2, 2, 5, 5], kernel_shape: [3, 3], strides: [2, 1], pads: [1, 1, 1, 0] },
    { x: [2, 2, 5, 5], kernel_shape: [3, 3], strides: [2, 1], pads: [1, 1, 1, 0], count_include_pad: 1 },
    { x: [1, 2, 7], kernel_shape: [3], strides: [2] },
    { x: [1, 2, 6, 5], kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    { x: [2, 1, 5, 4], kernel_shape: [2, 3], strides: [2, 2], auto_pad: "SAME_UPPER" },
    { x: [2, 1, 5, 4], kernel_shape: [2, 1], strides: [2, 1], auto_pad: "SAME_LOWER" },
    { x: [1, 1, 6, 6], kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1, count_include_pad: 1 },
    { x: [1, 2, 8, 5], kernel_shape: [2, 1], strides: [3, 2] },
    { x: [1, 2, 3, 4, 3], kernel_shape: [2, 2, 2], strides: [1, 2, 1] },
  ],
});
