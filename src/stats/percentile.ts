/**
 * The q-th percentile (0 … 100) of values sorted in descending order, with linear interpolation between order
 * statistics (type 7 of Hyndman and Fan 1996, NumPy's default).
 */
export function percentileDescending(values: ArrayLike<number>, q: number, count = values.length): number {
  if (count === 0) return Number.NaN;
  const position = (1 - q / 100) * (count - 1);
  const below = Math.floor(position);
  const fraction = position - below;
  const upper = values[below] ?? Number.NaN;
  return fraction === 0 ? upper : upper + fraction * ((values[below + 1] ?? Number.NaN) - upper);
}
