import { type Builder, int, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { flattenBefore13 } from "./define/flattenBefore13.ts";
import { like } from "./define/pointwise.ts";

/**
 * y = exp(x) / Σ exp(x) along `axis`.
 *
 * The Jacobian diag(y) − y yᵀ is symmetric, so one expression serves both modes.
 */
export const Softmax = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axis: int(-1) },
  infer: ({ x }) => ({ y: like(x) }),
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { y, dx, axis }) => ({ dy: jacobianTimes(g, y, dx, axis) }),
  vjp: (g, { y, dy, axis }) => ({ dx: jacobianTimes(g, y, dy, axis) }),
  upgrades: { 13: flattenBefore13 },
  samples: [{ x: [2, 5] }, { x: [2, 3, 4], axis: 1 }, { x: [1] }],
});

/** (diag(y) − y yᵀ) u = y ⊙ (u − Σ y ⊙ u) */
function jacobianTimes(g: Builder, y: Value, u: Value, axis: number): Value {
  return g.mul(y, g.sub(u, g.reduceSum(g.mul(y, u), [axis])));
}
