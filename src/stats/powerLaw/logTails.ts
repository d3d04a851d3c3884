/**
 * Sorted values as their logarithms, and for each index k what the tail from k on holds. Tails share everything but their
 * sums, so that one pass from the right yields the maximum likelihood exponent of all of them.
 */
export interface LogTails {
  /** ln x, ascending. */
  readonly logs: Float64Array;
  /** Σ_{i ≥ k} (ln xᵢ − ln x_k): the sum of gaps, each weighted by the values above it, hence without cancellation. */
  readonly excess: Float64Array;
}

/** @param logs ascending */
export function logTails(logs: Float64Array): LogTails {
  const count = logs.length;
  const excess = new Float64Array(count);
  for (let k = count - 2; k >= 0; k--) {
    excess[k] = excess[k + 1]! + (count - 1 - k) * (logs[k + 1]! - logs[k]!);
  }
  return { logs, excess };
}
