import type { PairSums } from "./activationSums.ts";

/** Means over pairs of different units. */
export interface PairStatistics {
  /** Mean |c_ij|; null where no pair counts. */
  readonly covariance: number | null;
  /** Mean |ρ_ij|; null where no pair counts. */
  readonly correlation: number | null;
  readonly signedCovariance: number | null;
  readonly signedCorrelation: number | null;
  /** Pairs that count for the covariance, and those of them that count for the correlation. */
  readonly pairs: number;
  readonly correlatedPairs: number;
  /** The pair with the largest |ρ| over at least a hundredth of the rows. */
  readonly mostCorrelated: CorrelatedPair | null;
}

export interface CorrelatedPair {
  readonly units: readonly [number, number];
  readonly correlation: number;
}

/** Below this share of the mean square, a variance is rounding. */
const rounding = 1e-13;

/** Covariances and correlations over the rows in which both units are positive; two rows at least. */
export function positivePairStatistics({ counts, sums, squares, products }: PairSums, units: number, rows: number) {
  return gather(units, rows, (i, j, pair) => {
    const [at, turned] = [i * units + j, j * units + i];
    const n = counts[at]!;
    const [first, second] = [sums[at]! / n, sums[turned]! / n];
    const [firstSquare, secondSquare] = [squares[at]! / n, squares[turned]! / n];
    pair.rows = n;
    pair.covariance = products[at]! / n - first * second;
    pair.first = variance(firstSquare, first);
    pair.second = variance(secondSquare, second);
  });
}

/** Covariances and correlations over all rows, from the covariance matrix. */
export function allPairStatistics(covariance: Float64Array, units: number, rows: number): PairStatistics {
  return gather(units, rows, (i, j, pair) => {
    pair.rows = rows;
    pair.covariance = covariance[i * units + j]!;
    pair.first = covariance[i * (units + 1)]!;
    pair.second = covariance[j * (units + 1)]!;
  });
}

const variance = (meanSquare: number, mean: number): number => {
  const value = meanSquare - mean * mean;
  return value > rounding * meanSquare ? value : 0;
};

interface Pair {
  rows: number;
  covariance: number;
  first: number;
  second: number;
}

function gather(units: number, rows: number, read: (i: number, j: number, pair: Pair) => void): PairStatistics {
  const pair: Pair = { rows: 0, covariance: 0, first: 0, second: 0 };
  let [pairs, covariance, signedCovariance] = [0, 0, 0];
  let [correlatedPairs, correlation, signedCorrelation] = [0, 0, 0];
  let most: CorrelatedPair | null = null;
  for (let i = 0; i < units; i++) {
    for (let j = i + 1; j < units; j++) {
      read(i, j, pair);
      // One row has no covariance.
      if (pair.rows < 2) continue;
      pairs++;
      covariance += Math.abs(pair.covariance);
      signedCovariance += pair.covariance;
      if (!(pair.first > 0 && pair.second > 0)) continue;
      const value = Math.max(-1, Math.min(1, pair.covariance / Math.sqrt(pair.first * pair.second)));
      correlatedPairs++;
      correlation += Math.abs(value);
      signedCorrelation += value;
      if (pair.rows * 100 >= rows && Math.abs(value) > Math.abs(most?.correlation ?? 0)) {
        most = { units: [i, j], correlation: value };
      }
    }
  }
  const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
  return {
    covariance: mean(covariance, pairs),
    correlation: mean(correlation, correlatedPairs),
    signedCovariance: mean(signedCovariance, pairs),
    signedCorrelation: mean(signedCorrelation, correlatedPairs),
    pairs,
    correlatedPairs,
    mostCorrelated: most,
  };
}
