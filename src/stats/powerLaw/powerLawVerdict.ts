import type { TailComparison } from "./comparePowerLaw.ts";

export type PowerLawVerdict = "heavy-tailed" | "not-heavy-tailed" | "inconclusive";

/** Fewer values do not tell the families apart (Clauset, Shalizi & Newman 2009, section 5: about 100 do). */
export const leastTailOfVerdict = 50;
/** Below this, a p-value speaks (Clauset, Shalizi & Newman 2009, section 4.2). */
export const significance = 0.1;

/**
 * What a fit means.
 *
 * - not-heavy-tailed: the law is refused (p < 0.1), or an alternative describes the tail better (negative ratio, p < 0.1);
 * - heavy-tailed: otherwise, if the tail has 50 values or more and the exponential distribution describes it worse
 *   (positive ratio, p < 0.1);
 * - inconclusive: all else, and without a goodness of fit. A law that ends is at most this: it has no comparisons, and values
 *   that end need no heavy tail.
 */
export function powerLawVerdict(
  pValue: number | undefined,
  tail: number,
  comparisons: readonly TailComparison[],
  ends = false,
): PowerLawVerdict {
  const speaks = (comparison: TailComparison) => comparison.pValue < significance;
  if (pValue !== undefined && pValue < significance) return "not-heavy-tailed";
  if (comparisons.some((one) => speaks(one) && one.logLikelihoodRatio < 0)) return "not-heavy-tailed";
  const exponential = comparisons.find(({ alternative }) => alternative === "exponential");
  const worse = exponential !== undefined && speaks(exponential) && exponential.logLikelihoodRatio > 0;
  return !ends && pValue !== undefined && tail >= leastTailOfVerdict && worse ? "heavy-tailed" : "inconclusive";
}
