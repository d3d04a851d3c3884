import type { Builder, Value } from "../../graph/index.ts";
import { centredBy, type Groups } from "./groups.ts";

/** Σ over the groups of Σ_i v_i, the variances of the units over a group's samples. */
export function summedVariances(g: Builder, z: Value, groups: Groups): Value {
  const centred = centredBy(g, z, groups);
  const lengths = g.reduceSum(g.mul(centred, centred), [1]);
  return g.reduceSum(g.mul(lengths, g.reduceSum(groups.shares, [1])), [0, 1], false);
}
