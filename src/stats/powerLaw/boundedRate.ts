/**
 * Rate of an exponential distribution on [0, length] from the mean of its values, by maximum likelihood; the exponent of a
 * power law on [xmin, xmax] is 1 + rate for u = ln(x/xmin) and length = ln(xmax/xmin) (Aban, Meerschaert & Panorska 2006,
 * equation 3.2). It may be negative.
 *
 * The mean of the distribution is length·g(rate·length), g(y) = 1/y − 1/(eʸ − 1), which falls from 1 to 0: Newton's steps
 * from an inner bound, kept inside a bracket.
 */
export function boundedRate(mean: number, length: number): number {
  const share = mean / length;
  if (!(share > 0 && share < 1)) return share >= 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (share > 0.5) return -boundedRate(length - mean, length);
  let [low, high] = [0, 1 / share];
  let y = Math.min(high, 12 * (0.5 - share));
  for (let step = 0; step < 100; step++) {
    const difference = truncatedMean(y) - share;
    if (difference > 0) low = y;
    else high = y;
    const next = y - difference / truncatedMeanSlope(y);
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(inside - y) <= 1e-15 * y) return inside / length;
    y = inside;
  }
  return y / length;
}

/** g(y) = 1/y − 1/(eʸ − 1); its series ½ − y/12 + y³/720 − y⁵/30240 near 0. */
function truncatedMean(y: number): number {
  if (y < 0.05) return 0.5 - y / 12 + y ** 3 / 720 - y ** 5 / 30240;
  return 1 / y - 1 / Math.expm1(y);
}

function truncatedMeanSlope(y: number): number {
  if (y < 0.05) return -1 / 12 + (y * y) / 240;
  const half = 2 * Math.sinh(y / 2);
  return 1 / (half * half) - 1 / (y * y);
}
