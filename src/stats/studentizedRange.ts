import { logGamma, logNormalTail } from "./specialFunctions/index.ts";

/**
 * The chance that k standard normal numbers lie further apart than q: the upper tail of the studentised range with infinitely many
 * degrees of freedom, 1 − k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz. By the trapezoid rule, whose error falls exponentially here,
 * on the difference from 1 = k ∫ φ Φᵏ⁻¹, so that small tails keep their digits.
 */
export function studentizedRangeTail(q: number, k: number): number {
  if (q <= 0) return 1;
  const step = 1 / 8;
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
  return quantileOf((q) => studentizedRangeTail(q, k), tail);
}

/** The studentised range of k means whose common variance is estimated with some degrees of freedom. */
export interface StudentizedRange {
  /** The chance that the range is more than q times the estimated standard deviation. */
  tail(q: number, degreesOfFreedom: number): number;
  /** q with this tail. */
  quantile(tail: number, degreesOfFreedom: number): number;
}

/** In logarithms of the range, and over which of them; beyond, the range is 0 or larger than any. */
const grid = { step: 1 / 32, from: -9, to: 4 };
/** More are taken for so many: an estimate that is wider by one part in a hundred. */
const mostDegrees = 100;

/**
 * ∫ f(s) P(range > q s) ds, where f is the density of √(χ²_ν / ν): a convolution in ln s, so that what depends on k is
 * computed once. By the trapezoid rule in ln s, whose error falls exponentially.
 */
export function studentizedRange(k: number): StudentizedRange {
  const tails = tailsOf(k);
  const tail = (q: number, degreesOfFreedom: number) => {
    if (q <= 0) return 1;
    const half = Math.min(degreesOfFreedom, mostDegrees) / 2;
    const constant = Math.log(2) + half * Math.log(half) - logGamma(half);
    // 1 − tail, so that what lies before the first point, where the tail is 1, is not missing.
    const within = points.reduce((sum, w, i) => {
      const u = w - Math.log(q);
      return sum + Math.exp(constant + half * (2 * u - Math.exp(2 * u))) * (1 - tails[i]!);
    }, 0);
    return Math.max(0, 1 - grid.step * within);
  };
  return { tail, quantile: (wanted, degreesOfFreedom) => quantileOf((q) => tail(q, degreesOfFreedom), wanted) };
}

const points = Array.from({ length: (grid.to - grid.from) / grid.step + 1 }, (_, i) => grid.from + i * grid.step);
const known = new Map<number, readonly number[]>();

/** With infinitely many degrees of freedom, at the points: computed once for each k. */
function tailsOf(k: number): readonly number[] {
  const tails = known.get(k) ?? points.map((w) => studentizedRangeTail(Math.exp(w), k));
  known.set(k, tails);
  return tails;
}

/** Where a falling function from 1 at 0 has a value, by bisection. */
function quantileOf(tail: (q: number) => number, wanted: number): number {
  let [low, high] = [0, 1];
  while (tail(high) > wanted) high *= 2;
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
