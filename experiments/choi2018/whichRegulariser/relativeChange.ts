import type { Estimate } from "netspectra/experiments";
import { studentQuantile } from "netspectra/stats";
import { mean } from "../../shared/groups.ts";

/** Trials with and without something, under one condition. */
export interface Sides {
  readonly changed: readonly number[];
  readonly baseline: readonly number[];
}

/**
 * The mean over conditions of mean(changed)/mean(baseline) − 1, with an interval of 95 % over the trainings for these very
 * conditions: variances by the delta method, degrees of freedom by Satterthwaite's approximation, rounded down. No interval where
 * some side has fewer than two trials; null without a condition that has both sides.
 */
export function relativeChange(conditions: readonly Sides[]): Estimate | null {
  const known = conditions.flatMap(({ changed, baseline }) => {
    const [a, b] = [mean(changed), mean(baseline)];
    return a === null || !b ? [] : [{ changed, baseline, a, b }];
  });
  if (known.length === 0) return null;
  const value = mean(known.map(({ a, b }) => a / b - 1))!;
  const parts = known.flatMap(({ changed, baseline, a, b }) => [
    { variance: meanVariance(changed) / b ** 2, freedom: changed.length - 1 },
    { variance: (meanVariance(baseline) * a ** 2) / b ** 4, freedom: baseline.length - 1 },
  ]);
  if (parts.some(({ freedom }) => freedom < 1)) return { value, interval: null };
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  if (total === 0) return { value, interval: [value, value] };
  const freedom = total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  const half = (studentQuantile(0.975, Math.max(1, Math.floor(freedom))) * Math.sqrt(total)) / known.length;
  return { value, interval: [value - half, value + half] };
}

/** Variance of the mean of some numbers. */
function meanVariance(values: readonly number[]): number {
  const centre = mean(values)!;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length;
}
