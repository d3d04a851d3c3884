import * as v from "valibot";
import type { Builder, Value } from "../../graph/index.ts";
import type { Groups } from "./groups.ts";
import { largestSquares } from "./largestSquares.ts";

/** Options of RR and cw-RR. */
export const rankOptions = {
  /**
   * What ‖Z‖_F² is divided by: "induced" ‖Z‖₁‖Z‖_∞, which is at least ‖Z‖₂² (Hölder; equation 9), or "spectral" ‖Z‖₂²
   * itself (equation 7). Default "induced".
   */
  norm: v.optional(v.picklist(["induced", "spectral"], '"induced" or "spectral"'), "induced"),
};

/**
 * Σ over the groups of ‖Z‖_F² / (‖Z‖₁ ‖Z‖_∞) or ‖Z‖_F² / ‖Z‖₂², where Z are a group's samples × units, not centred. A
 * group without a sample, or of zeros alone, has rank 0, and no derivative.
 *
 * Derivatives as in equation 10: those of the largest column and row alone, shared evenly where several are largest.
 */
export function stableRanks(
  g: Builder,
  z: Value,
  { members, shares }: Groups,
  { norm }: { readonly norm: "induced" | "spectral" },
): Value {
  const groupsBy = g.swapLast(members);
  const lengths = g.reduceSum(g.mul(z, z), [1]);
  const squares = g.matMul(groupsBy, lengths);
  const divisors = norm === "spectral" ? largestSquares(g, z, { members, shares, lengths }) : inducedNorms();
  const there = g.greater(divisors, 0);
  return g.reduceSum(g.where(there, g.div(squares, g.where(there, divisors, 1)), 0), [0, 1], false);

  /** ‖Z‖₁ ‖Z‖_∞: the largest sum of absolute values over samples of a unit, and over units of a sample. */
  function inducedNorms(): Value {
    const sizes = g.op("Abs", [z]);
    const columns = g.reduceMax(g.matMul(groupsBy, sizes), [1]);
    const ofSamples = g.reduceSum(sizes, [1]);
    const rows = g.swapLast(g.reduceMax(g.mul(members, ofSamples), [0]));
    return g.mul(columns, rows);
  }
}
