import { type Random, random } from "../src/base/index.ts";

/** A symmetric matrix, with its eigenvalues (descending) where they are known in closed form. */
export interface SymmetricSample {
  readonly matrix: Float64Array;
  readonly n: number;
  readonly values?: Float64Array;
}

/** n × n with the elements of the lower half from `element(row, column)`. */
export function symmetric(n: number, element: (row: number, column: number) => number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = element(i, j);
  }
  return matrix;
}

/** An n × n orthogonal matrix, Haar distributed: Gaussian rows, orthogonalised twice. */
export function randomOrthogonal(n: number, stream: Random): Float64Array {
  const q = Float64Array.from({ length: n * n }, () => stream.normal());
  for (let i = 0; i < n; i++) {
    const row = q.subarray(i * n, i * n + n);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = q.subarray(j * n, j * n + n);
        const overlap = row.reduce((sum, x, k) => sum + x * other[k]!, 0);
        for (let k = 0; k < n; k++) row[k]! -= overlap * other[k]!;
      }
    }
    const length = Math.hypot(...row);
    for (let k = 0; k < n; k++) row[k]! /= length;
  }
  return q;
}

/** Σ λ q qᵀ over the rows q. */
export function withSpectrum(values: Float64Array, q: Float64Array): Float64Array {
  const n = values.length;
  return symmetric(n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += values[k]! * q[k * n + i]! * q[k * n + j]!;
    return sum;
  });
}

function tridiagonal(n: number, diagonal: (i: number) => number, off: (i: number) => number): Float64Array {
  return symmetric(n, (i, j) => (i === j ? diagonal(i) : i === j + 1 ? off(j) : 0));
}

function descending(n: number, value: (i: number) => number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => value(i))
    .sort()
    .reverse();
}

/** Blocks of Wilkinson's W21+ joined by off-diagonals of size `glue`: clusters of nearly equal eigenvalues. */
function gluedWilkinson(blocks: number, glue: number): SymmetricSample {
  const n = 21 * blocks;
  const matrix = tridiagonal(
    n,
    (i) => Math.abs((i % 21) - 10),
    (i) => (i % 21 === 20 ? glue : 1),
  );
  return { matrix, n };
}

/** Matrices that have broken eigenvalue programs, each at an order of about `n`. */
export const named: Record<string, (n: number) => SymmetricSample> = {
  "the zero matrix": (n) => ({ n, matrix: new Float64Array(n * n), values: new Float64Array(n) }),
  "the identity": (n) => ({ n, matrix: symmetric(n, (i, j) => Number(i === j)), values: new Float64Array(n).fill(1) }),
  "a diagonal matrix": (n) => {
    const stream = random(1, "diagonal");
    const diagonal = Float64Array.from({ length: n }, () => stream.normal());
    return {
      n,
      matrix: symmetric(n, (i, j) => (i === j ? diagonal[i]! : 0)),
      values: diagonal.slice().sort().reverse(),
    };
  },
  "ones everywhere (rank one)": (n) => ({
    n,
    matrix: new Float64Array(n * n).fill(1),
    values: Float64Array.from({ length: n }, (_, i) => (i === 0 ? n : 0)),
  }),
  "minus a rank one matrix": (n) => {
    const stream = random(2, "rank one");
    const x = Float64Array.from({ length: n }, () => stream.normal());
    return { n, matrix: symmetric(n, (i, j) => -x[i]! * x[j]!) };
  },
  "the second difference": (n) => ({
    n,
    matrix: tridiagonal(
      n,
      () => 2,
      () => -1,
    ),
    values: descending(n, (k) => 4 * Math.sin(((k + 1) * Math.PI) / (2 * (n + 1))) ** 2),
  }),
  "a path without a diagonal": (n) => ({
    n,
    matrix: tridiagonal(
      n,
      () => 0,
      () => 1,
    ),
    values: descending(n, (k) => 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))),
  }),
  "the Clement matrix": (n) => ({
    n,
    matrix: tridiagonal(
      n,
      () => 0,
      (i) => Math.sqrt((i + 1) * (n - 1 - i)),
    ),
    values: descending(n, (k) => n - 1 - 2 * k),
  }),
  "Wilkinson's W21+": () => gluedWilkinson(1, 0),
  "glued Wilkinson matrices": (n) => gluedWilkinson(Math.ceil(n / 21), 1e-14),
  "Wilkinson matrices, loosely glued": (n) => gluedWilkinson(Math.ceil(n / 21), 1e-8),
  "Wilkinson matrices that touch nowhere": (n) => gluedWilkinson(Math.ceil(n / 21), 0),
  "the Hilbert matrix": (n) => ({ n, matrix: symmetric(n, (i, j) => 1 / (i + j + 1)) }),
  "a matrix graded downwards": (n) => ({ n, matrix: symmetric(n, (i, j) => 10 ** (-(i + j) / 8) / (1 + i - j)) }),
  "a matrix graded upwards": (n) => ({ n, matrix: symmetric(n, (i, j) => 10 ** ((i + j) / 8) / (1 + i - j)) }),
  "a matrix graded beyond float64's square root": (n) => ({
    n,
    matrix: symmetric(n, (i, j) => 10 ** ((-300 * i) / n) * (i === j ? 1 : 0.01)),
  }),
  "elements of size 1e-300": (n) => {
    const stream = random(3, "tiny");
    return { n, matrix: symmetric(n, () => stream.normal() * 1e-300) };
  },
  "elements of size 1e150": (n) => {
    const stream = random(3, "huge");
    return { n, matrix: symmetric(n, () => stream.normal() * 1e150) };
  },
  "denormal elements": (n) => ({ n, matrix: symmetric(n, (i, j) => Number.MIN_VALUE * ((i * j) % 3)) }),
  "two eigenvalues, each half of the times": (n) => {
    const values = Float64Array.from({ length: n }, (_, i) => (i < n / 2 ? 1 : -1));
    return { n, values, matrix: withSpectrum(values, randomOrthogonal(n, random(4, "two"))) };
  },
  "a cluster within rounding, and zeros": (n) => {
    const values = descending(n, (i) => (i % 3 === 0 ? 0 : 1 + i * 1e-15));
    return { n, values, matrix: withSpectrum(values, randomOrthogonal(n, random(5, "cluster"))) };
  },
  "an arithmetic staircase of clusters": (n) => {
    const values = descending(n, (i) => Math.floor(i / 7) + i * 1e-12);
    return { n, values, matrix: withSpectrum(values, randomOrthogonal(n, random(6, "stairs"))) };
  },
  "a geometric spectrum": (n) => {
    const values = descending(n, (i) => 0.7 ** i);
    return { n, values, matrix: withSpectrum(values, randomOrthogonal(n, random(7, "geometric"))) };
  },
  "zero rows and columns between others": (n) => {
    const stream = random(8, "holes");
    return { n, matrix: symmetric(n, (i, j) => (i % 4 === 1 || j % 4 === 1 ? 0 : stream.normal())) };
  },
  "an arrow": (n) => ({ n, matrix: symmetric(n, (i, j) => (j === 0 || i === j ? 1 : 0)) }),
};
