import { spectralRanks } from "../randomMatrix/index.ts";

export interface CovarianceRanks {
  /** ‖C‖_F²/‖C‖₂² = Σλ²/λmax²; null where no activation varies. */
  readonly rank: number | null;
  /** #{λ > 1e-12 λmax}. */
  readonly exactRank: number;
  /** exp(−Σ p ln p), p = λ/Σλ (Roy & Vetterli 2007); null where no activation varies. */
  readonly effectiveRank: number | null;
}

/** Ranks of a covariance C from its eigenvalues; `rank` is the one of Choi et al. 2018, Table 1. */
export function covarianceRanks(eigenvalues: ArrayLike<number>): CovarianceRanks {
  const { hardRank, effectiveRank } = spectralRanks(eigenvalues);
  if (hardRank === 0) return { rank: null, exactRank: 0, effectiveRank: null };
  const largest = Array.from(eigenvalues).reduce((most, value) => Math.max(most, value), 0);
  const rank = Array.from(eigenvalues).reduce((sum, value) => sum + (value / largest) ** 2, 0);
  return { rank, exactRank: hardRank, effectiveRank };
}
