import { defineOp } from "./define/defineOp.ts";
import { productShape } from "./define/productShape.ts";

const scale = { shape: [], from: 0.5, to: 2 } as const;

/** The product of two quantised matrices, quantised. */
export const QLinearMatMul = defineOp({
  inputs: ["a", "a_scale", "a_zero_point", "b", "b_scale", "b_zero_point", "y_scale", "y_zero_point"],
  outputs: ["y"],
  infer: ({ a, b, y_zero_point }) => ({
    y: { type: y_zero_point.type, shape: productShape("QLinearMatMul", a.shape, b.shape) },
  }),
  mixes: ({ b }) => ({ a: [-1], b: [b.shape.length === 1 ? -1 : -2] }),
  stops: "quantised, piecewise constant",
  samples: [
    {
      a: { shape: [2, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6] },
      a_scale: scale,
      a_zero_point: { shape: [], type: "uint8", values: [3] },
      b: { shape: [3, 2], type: "uint8", values: [1, 0, 2, 1, 0, 25] },
      b_scale: scale,
      b_zero_point: { shape: [], type: "uint8", values: [1] },
      y_scale: scale,
      y_zero_point: { shape: [], type: "uint8", values: [10] },
    },
  ],
});
