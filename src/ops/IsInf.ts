import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";

/** y = whether x is infinite, of either sign or of those asked for. */
export const IsInf = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { detect_negative: int(1), detect_positive: int(1) },
  infer: ({ x }) => ({ y: { type: "bool", shape: x.shape } }),
  stops: "piecewise constant",
  samples: [
    { x: { shape: [3], values: [0, Number.NaN, Number.POSITIVE_INFINITY] } },
    { x: { shape: [2], values: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] }, detect_negative: 0 },
  ],
});
