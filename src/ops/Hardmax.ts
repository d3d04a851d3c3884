import { normalizeAxis } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { flattenBefore13 } from "./define/flattenBefore13.ts";
import { like } from "./define/pointwise.ts";

/** y = 1 at the first largest element along `axis`, 0 elsewhere. */
export const Hardmax = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axis: int(-1) },
  infer: ({ x, axis }) => {
    normalizeAxis(axis, x.shape.length);
    return { y: like(x) };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  stops: "piecewise constant",
  upgrades: { 13: flattenBefore13 },
  samples: [{ x: [2, 5] }, { x: [2, 3, 4], axis: 1 }, { x: { shape: [3], values: [1, 2, 2] }, axis: 0 }],
});
