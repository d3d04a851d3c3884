import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { absolutePower, root } from "./define/powerSum.ts";
import { globalShape, spatialAxes } from "./define/spatial.ts";

/** y = (Σ |x|^p)^(1/p) over all spatial axes, which stay as 1. */
export const GlobalLpPool = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { p: int(2) },
  infer: ({ x }) => ({ y: { type: x.type, shape: globalShape(x.shape) } }),
  mixes: ({ x }) => ({ x: spatialAxes(x.shape) }),
  lower: (g, { x, p }) => ({ y: root(g, g.reduceSum(absolutePower(g, x, p), spatialAxes(x.shape)), p) }),
  samples: [{ x: [2, 3, 4, 5] }, { x: [1, 2, 3], p: 1 }, { x: [2, 1, 2, 3, 2], p: 3 }],
});
