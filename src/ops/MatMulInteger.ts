import { defineOp } from "./define/defineOp.ts";
import { productShape } from "./define/productShape.ts";

/** y = (a − a_zero_point)(b − b_zero_point) for integers of 8 bits, in 32 bits. */
export const MatMulInteger = defineOp({
  inputs: ["a", "b", "a_zero_point?", "b_zero_point?"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { type: "int32", shape: productShape("MatMulInteger", a.shape, b.shape) } }),
  mixes: ({ b }) => ({ a: [-1], b: [b.shape.length === 1 ? -1 : -2] }),
  stops: "integer-valued",
  samples: [
    {
      a: { shape: [2, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6] },
      b: { shape: [3, 2], type: "uint8", values: [1, 0, 2, 1, 0, 255] },
    },
    {
      a: { shape: [2, 3], type: "uint8", values: [1, 2, 3, 4, 5, 6] },
      b: { shape: [3, 2], type: "int8", values: [1, 0, -2, 1, 0, 5] },
      a_zero_point: { shape: [], type: "uint8", values: [3] },
      b_zero_point: { shape: [2], type: "int8", values: [1, -1] },
    },
  ],
});
