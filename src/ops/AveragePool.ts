import { fail, formatShape, type Shape } from "../base/index.ts";
import { int, type Node } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { average, averageTransposed } from "./define/pooling.ts";
import {
  explicitAttributes,
  slidingWindow,
  type Window,
  type WindowAttributes,
  windowAttributes,
} from "./define/window.ts";

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
    y: { type: x.type, shape: [...x.shape.slice(0, 2), ...windowOf(x, attributes, ceil_mode).output] },
  }),
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(2) }),
  jvp: (g, { x, dx, ceil_mode, count_include_pad, ...attributes }) => ({
    dy: g.op("AveragePool", [dx], {
      ...explicitAttributes(windowOf(x, attributes, ceil_mode)),
      ceil_mode: int(ceil_mode),
      count_include_pad: int(count_include_pad),
    }),
  }),
  vjp: (g, { x, dy, ceil_mode, count_include_pad, ...attributes }) => ({
    dx: averageTransposed(g, dy, windowOf(x, attributes, ceil_mode), count_include_pad === 1),
  }),
  float64: (g, { x, ceil_mode, count_include_pad, ...attributes }) => ({
    y: average(g, x, windowOf(x, attributes, ceil_mode), count_include_pad === 1),
  }),
  upgrades: {
    19: (node: Node) => {
      const { dilations, ...attributes } = node.attributes;
      if (dilations?.kind === "ints" && dilations.value.some((d) => d !== 1)) {
        fail({
          subject: `AveragePool (node "${node.name}")`,
          expected: "windows without dilation",
          got: `dilations ${dilations.value.join("×")}`,
          todo: "Export the model with opset 18 or lower.",
        });
      }
      return [dilations ? { ...node, attributes } : node];
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

function windowOf(x: { shape: Shape }, attributes: WindowAttributes, ceil: number): Window {
  const { kernel_shape: kernel } = attributes;
  if (!kernel || x.shape.length < 3) {
    return fail({
      subject: "AveragePool",
      expected: "an input N×C×… and a kernel_shape",
      got: `${formatShape(x.shape)} and ${kernel ? formatShape(kernel) : "none"}`,
    });
  }
  return slidingWindow(x.shape.slice(2), kernel, attributes, ceil === 1);
}
