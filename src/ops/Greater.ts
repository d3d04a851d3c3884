import { broadcastShapes } from "../base/index.ts";
import { defineOp } from "./define/defineOp.ts";

/** y = a > b. */
export const Greater = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { type: "bool", shape: broadcastShapes(a.shape, b.shape) } }),
  stops: "piecewise constant",
  samples: [{ a: [2, 3], b: [3] }],
});
