import { percentileDescending } from "./percentile.ts";

/** The EDJM score of one spectrum, or why there is none. */
export interface SpectralScore {
  readonly score: number | null;
  /** "zero": all singular values are 0. "flat": none lies above ε (a single value, or all equal). */
  readonly status: "ok" | "zero" | "flat";
}

/**
 * Σ σ/σmax over the singular values above their `percentile`-th percentile, strictly (Wang et al. 2016, equation 12).
 *
 * @param singularValues descending; only the leading part is needed, as long as it reaches below the percentile
 * @param count how many singular values there are in all (default: the length of the list)
 */
export function spectralScore(
  singularValues: ArrayLike<number>,
  percentile = 90,
  count = singularValues.length,
): SpectralScore {
  const largest = singularValues[0] ?? 0;
  if (!(largest > 0)) return { score: null, status: "zero" };
  const epsilon = percentileDescending(singularValues, percentile, count);
  let score = 0;
  let above = 0;
  for (let i = 0; i < singularValues.length && singularValues[i]! > epsilon; i++) {
    score += singularValues[i]! / largest;
    above++;
  }
  return above > 0 ? { score, status: "ok" } : { score: null, status: "flat" };
}
