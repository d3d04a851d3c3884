import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = the largest whole number that is at most x. */
export const Floor = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "piecewise constant",
  samples: [{ x: [2, 3] }],
});
