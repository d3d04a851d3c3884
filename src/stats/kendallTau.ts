/** How far two rankings of the same things agree. */
export interface RankAgreement {
  /** τ-b, −1 … 1; null where one of the two ranks all things alike. */
  readonly tau: number | null;
  /** Pairs of things. */
  readonly pairs: number;
  /** Pairs in the same order, in opposite orders, and tied in one of the two at least. */
  readonly concordant: number;
  readonly discordant: number;
  readonly tied: number;
}

/**
 * Kendall's rank correlation with ties (Kendall 1945, The treatment of ties in ranking problems):
 * τ-b = (C − D) / √((P − T₁)(P − T₂)), with P pairs of which T₁ and T₂ are tied in the one and the other.
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): RankAgreement {
  const counts = { concordant: 0, discordant: 0, tied: 0 };
  let [untiedX, untiedY] = [0, 0];
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      if (a !== 0) untiedX++;
      if (b !== 0) untiedY++;
      if (a * b > 0) counts.concordant++;
      else if (a * b < 0) counts.discordant++;
      else counts.tied++;
    }
  }
  const { concordant, discordant } = counts;
  const norm = Math.sqrt(untiedX * untiedY);
  return { tau: norm === 0 ? null : (concordant - discordant) / norm, pairs: (n * (n - 1)) / 2, ...counts };
}
