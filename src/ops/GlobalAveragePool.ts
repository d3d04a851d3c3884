import { defineOp } from "./define/defineOp.ts";
import { globalShape, spatialAxes } from "./define/spatial.ts";

/** y = the mean over all spatial axes, which stay as 1. */
export const GlobalAveragePool = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: { type: x.type, shape: globalShape(x.shape) } }),
  mixes: ({ x }) => ({ x: spatialAxes(x.shape) }),
  lower: (g, { x }) => ({ y: g.reduceMean(x, spatialAxes(x.shape)) }),
  samples: [{ x: [2, 3, 4, 5] }, { x: [1, 2, 3] }, { x: [2, 1, 2, 3, 2] }],
});
