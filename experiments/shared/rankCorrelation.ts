import type { Estimate } from "netspectra/experiments";
import { bootstrapInterval, kendallTau } from "netspectra/stats";

/** Two numbers of the same thing. */
export interface Pair {
  readonly x: number;
  readonly y: number;
}

/** τ-b of Kendall. */
export const tau = (x: readonly number[], y: readonly number[]): number | null => kendallTau(x, y).tau;

/** A correlation over some things, with 95 % of a bootstrap over these. */
export function correlationEstimate(
  pairs: readonly Pair[],
  measure: (x: readonly number[], y: readonly number[]) => number | null,
): Estimate {
  const of = (chosen: readonly Pair[]) =>
    measure(
      chosen.map(({ x }) => x),
      chosen.map(({ y }) => y),
    );
  const interval = bootstrapInterval([pairs.length], ([chosen]) => of(Array.from(chosen!, (i) => pairs[i]!)));
  return { value: of(pairs), interval: interval ?? null };
}
