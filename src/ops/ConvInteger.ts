import { allAxes } from "./define/axes.ts";
import { convolutionAttributes, convolvedShape } from "./define/convolvedShape.ts";
import { defineOp } from "./define/defineOp.ts";

/** The convolution of x − x_zero_point and w − w_zero_point, integers of 8 bits, in 32 bits. */
export const ConvInteger = defineOp({
  inputs: ["x", "w", "x_zero_point?", "w_zero_point?"],
  outputs: ["y"],
  attributes: convolutionAttributes,
  infer: ({ x, w, ...attributes }) => ({
    y: { type: "int32", shape: convolvedShape("ConvInteger", x.shape, w.shape, attributes) },
  }),
  mixes: ({ x, w }) => ({ x: allAxes(x.shape.length).slice(1), w: allAxes(w.shape.length).slice(1) }),
  stops: "integer-valued",
  samples: [
    {
      x: { shape: [1, 1, 3, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      w: { shape: [2, 1, 2, 2], type: "uint8", values: [1, 0, 1, 2, 3, 0, 0, 1] },
    },
    {
      x: { shape: [1, 2, 3, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1] },
      w: { shape: [2, 1, 2, 2], type: "uint8", values: [1, 0, 1, 2, 3, 0, 0, 1] },
      x_zero_point: { shape: [], type: "uint8", values: [2] },
      pads: [1, 0, 1, 0],
      strides: [2, 1],
      group: 2,
    },
  ],
});
