import { fail } from "../base/index.ts";

/** @throws NetspectraError when n is no size or the matrix has not n² elements, or n (n + 1)/2 as a packed triangle. */
export function checkSize(matrix: Float64Array, n: number, packed = false): void {
  if (!Number.isSafeInteger(n) || n < 0) {
    fail({ subject: "the order of a symmetric matrix", expected: "a whole number, 0 or more", got: `${n}` });
  }
  const expected = packed ? (n * (n + 1)) / 2 : n * n;
  if (matrix.length !== expected) {
    fail({ subject: `a symmetric ${n}×${n} matrix`, expected: `${expected} elements`, got: `${matrix.length}` });
  }
}

/** @throws NetspectraError naming the place of the first element that is NaN or infinite, if there is one. */
export function checkFinite(matrix: Float64Array, n: number, packed = false): void {
  const index = matrix.findIndex((x) => !Number.isFinite(x));
  if (index < 0) return;
  const [row, column] = packed ? placeInTriangle(index, n) : [Math.floor(index / n), index % n];
  fail({
    subject: `a symmetric ${n}×${n} matrix`,
    expected: "finite numbers",
    got: `${matrix[index]} in row ${row}, column ${column} (counted from 0)`,
    todo: "Look for an overflow or a division by zero in what the matrix was computed from.",
  });
}

function placeInTriangle(index: number, n: number): readonly [number, number] {
  let row = 0;
  for (let left = index; ; row++) {
    if (left < n - row) return [row, row + left];
    left -= n - row;
  }
}

/** A power of two as two factors, either of which is a float64 also where their product is not. */
export type PowerOfTwo = readonly [number, number];

/** The power of two that brings the largest element of a matrix to about 1, and its inverse. Neither costs a digit. */
export function scaleOf(largest: number): { up: PowerOfTwo; down: PowerOfTwo } {
  const exponent = largest === 0 ? 0 : Math.floor(Math.log2(largest));
  const first = Math.trunc(exponent / 2);
  const second = exponent - first;
  return { up: [2 ** -first, 2 ** -second], down: [2 ** first, 2 ** second] };
}

/** The eigenvalues of the matrix from those of the scaled one. @throws NetspectraError when one is beyond float64. */
export function unscale(values: Float64Array, [first, second]: PowerOfTwo): Float64Array {
  const result = values.map((value) => value * first * second);
  if (!result.every(Number.isFinite)) {
    fail({
      subject: `the spectrum of a symmetric ${values.length}×${values.length} matrix`,
      expected: "eigenvalues below 1.8e308",
      got: "a larger one",
      todo: "Scale the matrix down.",
    });
  }
  return result;
}
