import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = the whole number nearest to x; halves go to the even one. */
export const Round = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "piecewise constant",
  samples: [{ x: [2, 3] }, { x: { shape: [4], values: [-1.5, 0.5, 1.5, 2.5] } }],
});
