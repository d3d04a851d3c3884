import type { Estimate } from "netspectra/experiments";
import { studentQuantile } from "netspectra/stats";
import { mean } from "./groups.ts";

/** Something at a place along an axis. */
export interface Observation {
  readonly x: number;
  readonly y: number;
}

/**
 * By how much y changes from the smallest to the largest x along the line of least squares, with the 95 % interval of its slope by
 * Student's t with n − 2 degrees of freedom. Null where all x are one; no interval of fewer than three observations.
 */
export function trendOf(observations: readonly Observation[]): (Estimate & { readonly value: number }) | null {
  const xs = observations.map(({ x }) => x);
  const [centreX, centreY] = [mean(xs), mean(observations.map(({ y }) => y))];
  if (centreX === null || centreY === null) return null;
  const range = Math.max(...xs) - Math.min(...xs);
  if (range === 0) return null;
  const spread = observations.reduce((sum, { x }) => sum + (x - centreX) ** 2, 0);
  const slope = observations.reduce((sum, { x, y }) => sum + (x - centreX) * (y - centreY), 0) / spread;
  const value = slope * range;
  const freedom = observations.length - 2;
  if (freedom < 1) return { value, interval: null };
  const residuals = observations.reduce((sum, { x, y }) => sum + (y - centreY - slope * (x - centreX)) ** 2, 0);
  const half = studentQuantile(0.975, freedom) * Math.sqrt(residuals / freedom / spread) * range;
  return { value, interval: [value - half, value + half] };
}
