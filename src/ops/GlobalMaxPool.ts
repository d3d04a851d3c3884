import { defineOp } from "./define/defineOp.ts";
import { globalShape, spatialAxes } from "./define/spatial.ts";

/** y = the largest element over all spatial axes, which stay as 1. */
export const GlobalMaxPool = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: { type: x.type, shape: globalShape(x.shape) } }),
  mixes: ({ x }) => ({ x: spatialAxes(x.shape) }),
  lower: (g, { x }) => ({ y: g.reduceMax(x, spatialAxes(x.shape)) }),
  samples: [{ x: [2, 3, 4, 5] }, { x: [1, 2, 3] }, { x: [2, 1, 2, 3, 2] }],
});
