/** What the sums of Gaussians at the points say at one noise level. */
export interface GaussianLevel {
  /** Σ_j exp(−r‖z_i − z_j‖²) for each sample, over all samples, i among them. */
  readonly all: ArrayLike<number>;
  /** Over the samples of the same class. */
  readonly same: ArrayLike<number>;
}

/** In bits. */
export interface InformationBounds {
  readonly inputUpper: number;
  readonly inputLower: number;
  /** Customary: differences of entropies of the same direction, which bound nothing strictly. Null without labels. */
  readonly labelUpper: number | null;
  readonly labelLower: number | null;
  /** Differences of entropies of opposite directions. Null without labels. */
  readonly labelUpperRigorous: number | null;
  readonly labelLowerRigorous: number | null;
}

/**
 * Bounds on the information of T = Z + N(0, σ²I) about the sample and about its label (Kolchinsky & Tracey 2017, with the
 * Kullback–Leibler divergence between components above and that of Bhattacharyya below).
 *
 * @param upper sums at the rate r = 1/(2σ²)
 * @param lower sums at the rate 1/(8σ²)
 * @param classSizes per sample, how many samples its class has; undefined without labels
 */
export function informationBounds(
  upper: GaussianLevel,
  lower: GaussianLevel,
  classSizes: ArrayLike<number> | undefined,
): InformationBounds {
  const n = upper.all.length;
  const whole = { upper: meanLogarithm(upper.all, () => n), lower: meanLogarithm(lower.all, () => n) };
  const inputs = { inputUpper: whole.upper, inputLower: whole.lower };
  if (!classSizes) {
    return { ...inputs, labelUpper: null, labelLower: null, labelUpperRigorous: null, labelLowerRigorous: null };
  }
  const size = (i: number) => classSizes[i]!;
  const within = { upper: meanLogarithm(upper.same, size), lower: meanLogarithm(lower.same, size) };
  return {
    ...inputs,
    labelUpper: whole.upper - within.upper,
    labelLower: whole.lower - within.lower,
    labelUpperRigorous: whole.upper - within.lower,
    labelLowerRigorous: whole.lower - within.upper,
  };
}

/** −(1/n) Σ log₂(sum_i / size_i); 0 rather than less, which would be rounding. */
function meanLogarithm(sums: ArrayLike<number>, size: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < sums.length; i++) total -= Math.log2(sums[i]! / size(i));
  return Math.max(0, total / sums.length);
}
