import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = x with every bit turned. */
export const BitwiseNot = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "integer-valued",
  samples: [{ x: { shape: [3], type: "int32", values: [0, 5, -9] } }],
});
