import { defineOp } from "./define/defineOp.ts";

/** y = whether x is not a number. */
export const IsNaN = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: { type: "bool", shape: x.shape } }),
  stops: "piecewise constant",
  samples: [{ x: { shape: [3], values: [0, Number.NaN, Number.POSITIVE_INFINITY] } }],
});
