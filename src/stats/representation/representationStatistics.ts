import type { ActivationSums } from "./activationSums.ts";
import { layerCovariance } from "./layerCovariance.ts";
import { allPairStatistics, type PairStatistics, positivePairStatistics } from "./pairStatistics.ts";

/** When a unit is dead: 0 on all samples, or never above 0. */
export type DeadReading = "zero" | "non-positive";

/** The characteristics of a layer (Choi et al. 2018, Table 1) that need no eigenvalues. */
export interface RepresentationStatistics extends PairStatistics {
  /**
   * Mean over units of the mean of |z|, over positive activations or over all; units without one are left out. Null where no
   * unit has one.
   */
  readonly activationAmplitude: number | null;
  /** Mean over units of the variance over all rows. */
  readonly variance: number;
  /** Share of activations that are 0. */
  readonly sparsity: number;
  /** Share of units that are dead. */
  readonly deadUnit: number;
}

/**
 * Characteristics of a layer from sums over its rows, and the covariance over all rows (u × u, row-major). Pairs of positive
 * activations are looked at where these were summed, else all.
 *
 */
export function representationStatistics(
  sums: ActivationSums,
  dead: DeadReading = "zero",
): { readonly statistics: RepresentationStatistics; readonly covariance: Float64Array } {
  const { units, rows, zeros, positives } = sums;
  const covariance = layerCovariance(sums);
  const pairs = sums.pairs
    ? positivePairStatistics(sums.pairs, units, rows)
    : allPairStatistics(covariance, units, rows);
  const isDead = dead === "zero" ? (i: number) => zeros[i] === rows : (i: number) => positives[i] === 0;
  const deadUnits = Array.from(zeros, (_, i) => i).filter(isDead).length;
  let variance = 0;
  for (let i = 0; i < units; i++) variance += covariance[i * (units + 1)]! / units;
  const statistics = {
    activationAmplitude: amplitude(sums),
    ...pairs,
    variance,
    sparsity: zeros.reduce((sum, count) => sum + count, 0) / (units * rows),
    deadUnit: deadUnits / units,
  };
  return { statistics, covariance };
}

function amplitude({ rows, pairs, positives, positiveSums, sums }: ActivationSums): number | null {
  // Σ|z| = 2 Σ z⁺ − Σ z.
  const means = pairs
    ? Array.from(positives, (count, i) => (count > 0 ? positiveSums[i]! / count : Number.NaN))
    : Array.from(sums, (sum, i) => (2 * positiveSums[i]! - sum) / rows);
  const known = means.filter((mean) => !Number.isNaN(mean));
  return known.length === 0 ? null : known.reduce((sum, mean) => sum + mean, 0) / known.length;
}
