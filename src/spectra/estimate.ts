/** A number that was estimated from random samples. */
export interface Estimate {
  readonly value: number;
  /** Standard error of the value; NaN where a single sample tells nothing of it. */
  readonly standardError: number;
}

/** The mean of independent samples, and its standard error. */
export function estimateOf(samples: readonly number[]): Estimate {
  const count = samples.length;
  const value = samples.reduce((sum, x) => sum + x, 0) / count;
  const squares = samples.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, standardError: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1) / count) };
}
