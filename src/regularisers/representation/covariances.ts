import * as v from "valibot";
import { type Builder, int, type Value } from "../../graph/index.ts";
import { centredBy, type Groups } from "./groups.ts";

/** Options of CR and cw-CR. */
export const covarianceOptions = {
  /** Times ½, as in DeCov and the authors' program; table 5 has none. Default false. */
  half: v.optional(v.boolean("true or false"), false),
};

/**
 * Σ over the groups of Σ_{i≠j} c_ij², where C = Z̃ᵀZ̃/n is a group's covariance and Z̃ its centred samples.
 *
 * ‖Z̃ᵀZ̃‖_F = ‖Z̃Z̃ᵀ‖_F: with all samples minus the means of their groups, the one product Z̃Z̃ᵀ (samples × samples) holds
 * every group's matrix in the entries where both samples belong to it, and no matrix of units × units is formed.
 */
export function squaredCovariances(g: Builder, z: Value, groups: Groups, { half }: { readonly half: boolean }): Value {
  const centred = centredBy(g, z, groups);
  const inner = g.matMul(centred, g.swapLast(centred));
  const scale = g.matMul(groups.shares, g.swapLast(groups.shares));
  const whole = g.reduceSum(g.mul(scale, g.mul(inner, inner)), [0, 1], false);
  const variances = g.matMul(g.swapLast(groups.shares), g.mul(centred, centred));
  const value = g.sub(whole, g.op("ReduceSumSquare", [variances], { keepdims: int(0) }));
  return half ? g.mul(value, 0.5) : value;
}

/** Pairs of units. */
export const pairs = (units: number) => (units * (units - 1)) / 2;
