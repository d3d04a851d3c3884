/**
 * Indices of the points that draw the same curve: joined by straight lines they stay within `tolerance` of every point
 * left out, measured along y. The first `keep` points and the last are always there.
 *
 * Each point left out narrows the cone of slopes that a line from the last kept point may take; when the cone closes,
 * the point before is kept (Reumann and Witkam's strip, with the bound exact). O(n). `xs` must increase.
 */
export function thinCurve(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  tolerance: number,
  keep = 1,
): readonly number[] {
  const count = xs.length;
  const start = Math.min(Math.max(keep, 1), count);
  const kept = Array.from({ length: start }, (_, i) => i);
  let anchor = start - 1;
  let low = -Infinity;
  let high = Infinity;
  for (let i = start; i < count; i++) {
    const slope = (offset: number) => (ys[i]! + offset - ys[anchor]!) / (xs[i]! - xs[anchor]!);
    if (slope(0) < low || slope(0) > high) {
      anchor = i - 1;
      kept.push(anchor);
      low = -Infinity;
      high = Infinity;
    }
    low = Math.max(low, slope(-tolerance));
    high = Math.min(high, slope(tolerance));
  }
  if (count > start) kept.push(count - 1);
  return kept;
}
