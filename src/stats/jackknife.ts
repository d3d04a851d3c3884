import { studentQuantile } from "./studentQuantile.ts";

/**
 * A 95 % interval for an estimate from its values with one group of samples left out at a time (delete-a-group
 * jackknife; Kott 2001): variance (G − 1)/G Σ (θ₍g₎ − mean)², Student's t with G − 1 degrees of freedom.
 * `undefined` for fewer than two groups.
 */
export function jackknifeInterval(
  estimate: number,
  leftOut: readonly number[],
  confidence = 0.95,
): readonly [number, number] | undefined {
  const groups = leftOut.length;
  if (groups < 2 || !leftOut.every(Number.isFinite)) return undefined;
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / groups;
  const variance = ((groups - 1) / groups) * leftOut.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile((1 + confidence) / 2, groups - 1) * Math.sqrt(variance);
  return [estimate - half, estimate + half];
}
