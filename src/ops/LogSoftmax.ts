import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { flattenBefore13 } from "./define/flattenBefore13.ts";
import { like } from "./define/pointwise.ts";

/** y = x − log Σ exp(x) along `axis`; the Jacobian is 1 − 1 pᵀ with p = exp(y). */
export const LogSoftmax = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axis: int(-1) },
  infer: ({ x }) => ({ y: like(x) }),
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { y, dx, axis }) => ({ dy: g.sub(dx, g.reduceSum(g.mul(g.exp(y), dx), [axis])) }),
  vjp: (g, { y, dy, axis }) => ({ dx: g.sub(dy, g.mul(g.exp(y), g.reduceSum(dy, [axis]))) }),
  upgrades: { 13: flattenBefore13 },
  samples: [{ x: [2, 5] }, { x: [2, 3, 4], axis: 1 }, { x: [1] }, { x: [3, 2], axis: -2 }],
});
