import { random } from "../../base/index.ts";
import { qr } from "../../kernels/index.ts";

/**
 * d orthonormal vectors of ℝⁿ, uniform among all such: Q of a matrix of normal numbers, with the signs that make the
 * diagonal of R positive (Mezzadri 2007, arXiv:math-ph/0609050). Row k of the result is the k-th vector.
 */
export function randomFrame(n: number, d: number, seed: number): Float64Array {
  const stream = random(seed, "factors", d, "rotation");
  const { q, r } = qr(Float64Array.from({ length: n * d }, stream.normal), n, d, { q: true });
  return Float64Array.from({ length: d * n }, (_, at) => {
    const k = Math.floor(at / n);
    return q![(at % n) * d + k]! * Math.sign(r[k * d + k]!);
  });
}
