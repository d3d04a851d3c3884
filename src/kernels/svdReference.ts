import { rescale, scaleOfRectangle } from "./rectangle.ts";
import type { Svd, SvdOptions } from "./svd.ts";

/**
 * What {@link svd} computes, the simple way: rotations of pairs of rows of the shorter side until all are orthogonal
 * (one-sided Jacobi: Golub & Van Loan 2013, 8.6.3). Accurate and slow; the tests compare with it.
 */
export function svdReference(matrix: Float64Array, rows: number, columns: number, options: SvdOptions = {}): Svd {
  const { up, down } = scaleOfRectangle(matrix, rows, columns);
  const isTall = rows >= columns;
  const [short, long] = isTall ? [columns, rows] : [rows, columns];
  const work = Array.from({ length: short }, (_, i) =>
    Float64Array.from({ length: long }, (_, k) => {
      const at = isTall ? k * columns + i : i * columns + k;
      return matrix[at]! * up[0] * up[1];
    }),
  );
  const turned = Array.from({ length: short }, (_, i) =>
    Float64Array.from({ length: short }, (_, k) => Number(i === k)),
  );
  for (let sweeps = 0; sweeps < 60 && sweep(work, turned); sweeps++);

  const lengths = work.map((row) => Math.sqrt(dot(row, row)));
  const order = lengths.map((_, i) => i).sort((i, j) => lengths[j]! - lengths[i]!);
  const values = Float64Array.from(order, (i) => lengths[i]!);
  const result: Svd = { values: rescale(values, down, `singular values of a ${rows}×${columns} matrix`) };
  if (options.vectors !== true) return result;
  const longVectors: Float64Array[] = [];
  for (const i of order) longVectors.push(unitVector(work[i]!, lengths[i]!, longVectors, long));
  const join = (vectors: Float64Array[], width: number) => {
    const joined = new Float64Array(vectors.length * width);
    for (const [i, vector] of vectors.entries()) joined.set(vector, i * width);
    return joined;
  };
  const ofLong = join(longVectors, long);
  const ofShort = join(
    order.map((i) => turned[i]!),
    short,
  );
  return { ...result, left: isTall ? ofLong : ofShort, right: isTall ? ofShort : ofLong };
}

/** Make each pair of rows orthogonal once; false when all were already. */
function sweep(work: Float64Array[], turned: Float64Array[]): boolean {
  let rotated = false;
  const floor = Number.EPSILON * Math.sqrt(work.reduce((sum, row) => sum + dot(row, row), 0));
  for (let p = 0; p < work.length; p++) {
    for (let q = p + 1; q < work.length; q++) {
      const [a, b, c] = [dot(work[p]!, work[p]!), dot(work[q]!, work[q]!), dot(work[p]!, work[q]!)];
      // Rows that are short beside the rounding errors of the whole matrix have no direction to agree on.
      const size = Math.max(Math.sqrt(a), floor * 1e-3) * Math.max(Math.sqrt(b), floor * 1e-3);
      if (Math.abs(c) <= 1e-16 * work[0]!.length * size) continue;
      rotated = true;
      const ratio = (b - a) / (2 * c);
      const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
      const cosine = 1 / Math.hypot(tangent, 1);
      rotate(work[p]!, work[q]!, cosine, tangent * cosine);
      rotate(turned[p]!, turned[q]!, cosine, tangent * cosine);
    }
  }
  return rotated;
}

/** The row at length 1; where it has no length, or lost its direction, what the vectors before it leave over. */
function unitVector(row: Float64Array, length: number, before: readonly Float64Array[], n: number): Float64Array {
  for (let attempt = -1; attempt < n; attempt++) {
    const vector = attempt < 0 ? row.map((x) => (length === 0 ? 0 : x / length)) : new Float64Array(n);
    if (attempt >= 0) vector[attempt] = 1;
    for (let pass = 0; pass < 2; pass++) {
      for (const other of before) {
        const overlap = dot(vector, other);
        for (let k = 0; k < n; k++) vector[k]! -= overlap * other[k]!;
      }
    }
    const rest = Math.sqrt(dot(vector, vector));
    if (rest > 0.5 / Math.sqrt(n)) return vector.map((x) => x / rest);
  }
  return row;
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let k = 0; k < x.length; k++) {
    const [a, b] = [x[k]!, y[k]!];
    x[k] = cosine * a - sine * b;
    y[k] = sine * a + cosine * b;
  }
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}
