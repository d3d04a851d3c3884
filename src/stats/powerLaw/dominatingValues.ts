/** Whether a few values stand apart above a power law. */
export interface DominatingValues {
  /** How many stand apart; 0 where the test does not reject. */
  readonly count: number;
  /** How probable a gap as wide as the widest is under the power law, all ranks looked at. */
  readonly pValue: number;
  /** For each rank k: p of the gap between the k-th largest value and the next, alone. */
  readonly perRank: readonly number[];
}

export interface DominatingOptions {
  /** How many ranks are looked at (default 10; never more than half of the tail). */
  readonly most?: number;
  /** Probability of finding some where there are none; default 0.05. */
  readonly significance?: number;
}

/**
 * Are the largest values too far above the rest for one power law ("fingers", "dragon kings")?
 *
 * Under a power law u = ln x is exponential, so that the spacings z_k = k (u₍k₎ − u₍k+1₎), k = 1 the largest, are independent
 * and exponential (Rényi 1953), whatever the exponent. z_k over the mean of those below it then follows F(2, 2(n − k)), the
 * statistic of Pisarenko & Sornette 2012 for one gap:
 * p_k = (1 + z_k / Σ_{i > k} z_i)^−(n−k). The ratios are independent of each other, hence Šidák's bound is exact: p = 1 − (1 − min p_k)^r
 * over r ranks. The count is the largest k that is significant by itself: from the inside out, as Wheatley & Sornette 2015
 * recommend, so that several values of one size do not hide each other.
 *
 * @param tail the values of the tail, ascending and positive
 */
export function dominatingValues(tail: ArrayLike<number>, options: DominatingOptions = {}): DominatingValues {
  const { most = 10, significance = 0.05 } = options;
  const count = tail.length;
  const ranks = Math.max(0, Math.min(most, Math.floor(count / 2)));
  // Values count from the smallest of the tail, where the law begins.
  const log = (rank: number) => Math.log(tail[count - rank]!);
  const spacing = (rank: number) => rank * (log(rank) - log(rank + 1));
  let below = 0;
  for (let rank = count - 1; rank > ranks; rank--) below += spacing(rank);
  const perRank: number[] = [];
  for (let rank = ranks; rank >= 1; rank--) {
    const z = spacing(rank);
    // n − 1 spacings: the smallest value is the start of the law, not drawn from it.
    perRank[rank - 1] = z === 0 ? 1 : Math.exp(-(count - 1 - rank) * Math.log1p(z / below));
    below += z;
  }
  const smallest = perRank.reduce((least, p) => Math.min(least, p), 1);
  const single = -Math.expm1(Math.log1p(-significance) / Math.max(1, ranks));
  return {
    count: perRank.findLastIndex((p) => p <= single) + 1,
    pValue: smallest === 1 ? 1 : -Math.expm1(ranks * Math.log1p(-smallest)),
    perRank,
  };
}
