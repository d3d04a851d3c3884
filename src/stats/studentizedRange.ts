import { logNormalTail } from "./specialFunctions/index.ts";

/**
 * The chance that k standard normal numbers lie further apart than q: the upper tail of the studentised range with infinitely many
 * degrees of freedom, 1 − k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz. By the trapezoid rule, whose error falls exponentially here,
 * on the difference from 1 = k ∫ φ Φᵏ⁻¹, so that small tails keep their digits.
 */
export function studentizedRangeTail(q: number, k: number): number {
  if (q <= 0) return 1;
  const step = 1 / 32;
  let sum = 0;
  for (let z = -9; z <= 9 + q; z += step) {
    const log = logNormalTail(-z);
    const outside = Math.exp(logNormalTail(q - z) - log);
    const density = Math.exp(-0.5 * z * z + (k - 1) * log);
    sum -= density * Math.expm1((k - 1) * Math.log1p(-Math.min(1, outside)));
  }
  return Math.min(1, (k * step * sum) / Math.sqrt(2 * Math.PI));
}

/** q with `studentizedRangeTail(q, k)` = tail, by bisection. */
export function studentizedRangeQuantile(tail: number, k: number): number {
  let [low, high] = [0, 1];
  while (studentizedRangeTail(high, k) > tail) high *= 2;
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (studentizedRangeTail(middle, k) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
