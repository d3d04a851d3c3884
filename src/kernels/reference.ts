import { checkFinite, checkSize, scaleOf, unscale } from "./squareMatrix.ts";
import { type SymmetricEigen, type SymmetricEigenOptions, vectorCount } from "./symmetricEigen.ts";

/**
 * What {@link symmetricEigen} computes, the simple way: cyclic Jacobi rotations until nothing is left off the diagonal
 * (Golub & Van Loan 2013, 8.5.2). Accurate and slow; the tests compare with it.
 */
export function symmetricEigenReference(
  matrix: Float64Array,
  n: number,
  options: SymmetricEigenOptions = {},
): SymmetricEigen {
  checkSize(matrix, n);
  checkFinite(matrix, n);
  const { up, down } = scaleOf(matrix.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  const count = vectorCount(n, options);
  const a = Float64Array.from(matrix, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return matrix[Math.max(i, j) * n + Math.min(i, j)]! * up[0] * up[1];
  });
  const v = Float64Array.from(a, (_, at) => (Math.floor(at / n) === at % n ? 1 : 0));
  // Convergence is quadratic: about ten sweeps do.
  for (let sweeps = 0; sweeps < 60 && sweep(a, v, n); sweeps++);

  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j]! - diagonal[i]!);
  const values = unscale(
    Float64Array.from(order, (i) => diagonal[i]!),
    down,
  );
  if (options.vectors === undefined || options.vectors === false) return { values };
  const vectors = new Float64Array(count * n);
  order.slice(0, count).forEach((from, to) => {
    vectors.set(v.subarray(from * n, from * n + n), to * n);
  });
  return { values, vectors };
}

/** Annihilate each element above the diagonal once; false when all were negligible already. */
function sweep(a: Float64Array, v: Float64Array, n: number): boolean {
  let rotated = false;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      const off = a[p * n + q]!;
      const gap = a[q * n + q]! - a[p * n + p]!;
      // The largest element of the whole matrix is about 1, so this is far below the rounding errors.
      if (Math.abs(off) < 1e-18) continue;
      rotated = true;
      const ratio = gap / (2 * off);
      const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
      const cosine = 1 / Math.hypot(tangent, 1);
      const sine = tangent * cosine;
      const [app, aqq] = [a[p * n + p]! - tangent * off, a[q * n + q]! + tangent * off];
      rotateRows(a, n, p, q, cosine, sine);
      rotateColumns(a, n, p, q, cosine, sine);
      a[p * n + p] = app;
      a[q * n + q] = aqq;
      a[p * n + q] = 0;
      a[q * n + p] = 0;
      rotateRows(v, n, p, q, cosine, sine);
    }
  }
  return rotated;
}

function rotateRows(a: Float64Array, n: number, p: number, q: number, cosine: number, sine: number): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k]!, a[q * n + k]!];
    a[p * n + k] = cosine * x - sine * y;
    a[q * n + k] = sine * x + cosine * y;
  }
}

function rotateColumns(a: Float64Array, n: number, p: number, q: number, cosine: number, sine: number): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p]!, a[k * n + q]!];
    a[k * n + p] = cosine * x - sine * y;
    a[k * n + q] = sine * x + cosine * y;
  }
}
