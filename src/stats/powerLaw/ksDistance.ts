/** Which distance between the distribution functions of a tail and of its fit. */
export type KsSides = "two-sided" | "weightwatcher";

/** One candidate: the tail from index `first` on and the fit F(u) = (1 − e^(−rate·u)) / mass, u = ln(x/xmin). */
export interface Candidate {
  readonly first: number;
  readonly rate: number;
  /** 1 − e^(−rate·ln(xmax/xmin)): 1 where there is no upper bound. */
  readonly mass: number;
}

/** What the search learned of a candidate: its distance, or only that it exceeds `limit`; and where it is worst. */
export interface KsResult {
  readonly distance: number;
  readonly worst: number;
}

/** Rounding of F is far below this; bounds are widened by it, so that pruning never loses the largest difference. */
const slack = 1e-13;

/**
 * Kolmogorov–Smirnov distance of a tail from a fit, given up as soon as it is known to exceed `limit`.
 *
 * Two-sided: max over i of |F(xᵢ) − i/n| and |F(xᵢ) − (i+1)/n|, i = 0 … n − 1: the supremum over x. WeightWatcher's takes the
 * first of the two alone. F and the steps are both monotonous, so that on indices a … b the differences are at most
 * max(F(x_b) − a/n, (b+1)/n − F(x_a)): blocks whose bound is below the largest difference so far are not looked into.
 *
 * @param probe an index at which to look first
 * @returns the distance; where it exceeds `limit`, some difference above the limit
 */
export function ksDistance(
  logs: Float64Array,
  { first, rate, mass }: Candidate,
  sides: KsSides,
  limit = Number.POSITIVE_INFINITY,
  probe = first,
): KsResult {
  const count = logs.length - first;
  const start = logs[first]!;
  const step = 1 / count;
  const upper = sides === "two-sided" ? 1 : 0;
  let distance = 0;
  let worst = first;
  const model = (i: number) => -Math.expm1(-rate * (logs[i]! - start)) / mass;
  const look = (i: number, value: number) => {
    const below = (i - first) / count;
    const difference = Math.max(Math.abs(value - below), Math.abs((i - first + upper) / count - value));
    if (difference > distance) {
      distance = difference;
      worst = i;
    }
  };

  if (probe > first) look(probe, model(probe));
  if (distance > limit) return { distance, worst };
  // Blocks whose own width is about a third of the largest distance that still matters.
  const largest = Math.min(limit, 1 / Math.sqrt(count));
  const width = Math.max(1, Math.floor((largest * count) / 3));
  const last = logs.length - 1;
  let left = first;
  let leftValue = model(first);
  look(first, leftValue);
  const open: number[] = [];
  while (left < last) {
    const right = Math.min(left + width, last);
    const rightValue = model(right);
    look(right, rightValue);
    if (distance > limit) return { distance, worst };
    const bound = Math.max(rightValue - (left - first) * step, (right - first + 1) * step - leftValue);
    if (bound + slack > distance && right > left + 1) open.push(left, right, bound);
    left = right;
    leftValue = rightValue;
  }
  for (let at = 0; at < open.length; at += 3) {
    if (open[at + 2]! + slack <= distance) continue;
    for (let i = open[at]! + 1; i < open[at + 1]!; i++) look(i, model(i));
    if (distance > limit) return { distance, worst };
  }
  return { distance, worst };
}
