export interface SpectralRanks {
  /** #{λ > tolerance·λmax}. */
  readonly hardRank: number;
  /** Σλ/λmax. */
  readonly stableRank: number;
  /** exp(−Σ p ln p), p = λ/Σλ (Roy & Vetterli 2007). */
  readonly effectiveRank: number;
}

/**
 * Three answers to "how many directions": of eigenvalues that are not negative but for rounding (such count as 0).
 * All are 0 where no eigenvalue is positive.
 */
export function spectralRanks(eigenvalues: ArrayLike<number>, tolerance = 1e-12): SpectralRanks {
  let largest = 0;
  for (let i = 0; i < eigenvalues.length; i++) largest = Math.max(largest, eigenvalues[i]!);
  if (!(largest > 0)) return { hardRank: 0, stableRank: 0, effectiveRank: 0 };
  let [hardRank, stableRank, logarithms] = [0, 0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const share = Math.max(0, eigenvalues[i]!) / largest;
    if (share > tolerance) hardRank++;
    stableRank += share;
    if (share > 0) logarithms += share * Math.log(share);
  }
  return { hardRank, stableRank, effectiveRank: stableRank * Math.exp(-logarithms / stableRank) };
}
