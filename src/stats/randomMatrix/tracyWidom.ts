import { gammaTailQuantile, logGammaTail } from "../specialFunctions/index.ts";

/** A gamma distribution moved to the left: shape, scale and shift for β = 1 (Chiani 2014, table I). */
const [shape, scale, shift] = [46.446, 0.186054, 9.84801];

/**
 * P(X > x) of the Tracy–Widom law of real matrices (β = 1) by a shifted gamma distribution (Chiani 2014):
 * its quantiles are off by 0.01 at 99 %.
 */
export function tracyWidomTail(x: number): number {
  return Math.exp(logGammaTail(shape, (x + shift) / scale));
}

/** x with P(X > x) = tail. */
export function tracyWidomQuantile(tail: number): number {
  return gammaTailQuantile(shape, tail) * scale - shift;
}

/**
 * What the largest eigenvalue of XᵀX exceeds with probability `tail`, for n × p independent normal entries of a variance:
 * variance·(μ + σ q), μ = (√(n−1) + √p)², σ = (√(n−1) + √p)(1/√(n−1) + 1/√p)^⅓ (Johnstone 2001, theorem 1.1).
 * The same for either order of the sides up to the term n − 1, which is taken from the longer one.
 */
export function largestEigenvalueBound(rows: number, columns: number, variance = 1, tail = 0.01): number {
  const root = Math.sqrt(Math.max(1, Math.max(rows, columns) - 1));
  const other = Math.sqrt(Math.min(rows, columns));
  const centre = (root + other) ** 2;
  const width = (root + other) * Math.cbrt(1 / root + 1 / other);
  return variance * (centre + width * tracyWidomQuantile(tail));
}
