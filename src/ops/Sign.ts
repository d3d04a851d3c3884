import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = −1, 0 or 1, the sign of x. */
export const Sign = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "piecewise constant",
  samples: [{ x: [2, 3] }, { x: { shape: [3], type: "int64", values: [-2, 0, 5] } }],
});
