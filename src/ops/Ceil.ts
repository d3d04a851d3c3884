import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = the smallest whole number that is at least x. */
export const Ceil = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "piecewise constant",
  samples: [{ x: [2, 3] }],
});
