import { allAxes } from "./define/axes.ts";
import { convolutionAttributes, convolvedShape } from "./define/convolvedShape.ts";
import { defineOp } from "./define/defineOp.ts";

const scale = { shape: [], from: 0.5, to: 2 } as const;
const zero = { shape: [], type: "uint8", values: [2] } as const;

/** The convolution of quantised images with quantised weights, quantised. */
export const QLinearConv = defineOp({
  inputs: ["x", "x_scale", "x_zero_point", "w", "w_scale", "w_zero_point", "y_scale", "y_zero_point", "b?"],
  outputs: ["y"],
  attributes: convolutionAttributes,
  infer: ({ x, w, y_zero_point, auto_pad, kernel_shape, pads, strides, dilations, group }) => {
    const attributes = { auto_pad, kernel_shape, pads, strides, dilations, group };
    return { y: { type: y_zero_point.type, shape: convolvedShape("QLinearConv", x.shape, w.shape, attributes) } };
  },
  mixes: ({ x, w }) => ({ x: allAxes(x.shape.length).slice(1), w: allAxes(w.shape.length).slice(1) }),
  stops: "quantised, piecewise constant",
  samples: [
    {
      x: { shape: [1, 1, 3, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      x_scale: scale,
      x_zero_point: zero,
      w: { shape: [2, 1, 2, 2], type: "uint8", values: [1, 0, 1, 2, 3, 0, 0, 1] },
      w_scale: scale,
      w_zero_point: zero,
      y_scale: scale,
      y_zero_point: zero,
      b: { shape: [2], type: "int32", values: [5, -3] },
      pads: [1, 1, 0, 0],
      dilations: [2, 1],
    },
  ],
});
