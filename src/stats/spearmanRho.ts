import { pearsonCorrelation } from "./pearsonCorrelation.ts";

/**
 * Spearman's rank correlation (1904), the correlation of the ranks, of which ties share the mean; −1 … 1, null where one
 * of the two ranks all things alike.
 */
export function spearmanRho(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return pearsonCorrelation(ranksOf(x), ranksOf(y));
}

/** Ranks 1 … n from the smallest; equal values share the mean of their ranks. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(order.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
