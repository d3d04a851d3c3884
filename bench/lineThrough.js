/**
 * seconds = fixed + perSample · n through the points [n, seconds] such that the sum of squared relative deviations,
 * (line − seconds) / seconds, is least: otherwise the longest run alone would decide.
 */
export function lineThrough(points) {
  // Weighted normal equations of two unknowns, weights 1 / seconds².
  let [w, wn, wnn, wt, wnt] = [0, 0, 0, 0, 0];
  for (const [n, seconds] of points) {
    const weight = 1 / seconds ** 2;
    w += weight;
    wn += weight * n;
    wnn += weight * n * n;
    wt += weight * seconds;
    wnt += weight * n * seconds;
  }
  const determinant = w * wnn - wn * wn;
  const fixed = (wnn * wt - wn * wnt) / determinant;
  const perSample = (w * wnt - wn * wt) / determinant;
  const deviations = points.map(([n, seconds]) => seconds / (fixed + perSample * n) - 1);
  return { fixed, perSample, deviations };
}
