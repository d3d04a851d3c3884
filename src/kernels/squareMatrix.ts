import { fail } from "../base/index.ts";

/** @throws NetspectraError when n is no size or the matrix has not n² elements. */
export function checkSize(matrix: Float64Array, n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) {
    fail({ subject: "the order of a symmetric matrix", expected: "a whole number, 0 or more", got: `${n}` });
  }
  if (matrix.length !== n * n) {
    fail({ subject: `a symmetric ${n}×${n} matrix`, expected: `${n * n} elements`, got: `${matrix.length}` });
  }
}

/** @throws NetspectraError naming the place of the first element that is NaN or infinite, if there is one. */
export function checkFinite(matrix: Float64Array, n: number): void {
  const index = matrix.findIndex((x) => !Number.isFinite(x));
  if (index < 0) return;
  fail({
    subject: `a symmetric ${n}×${n} matrix`,
    expected: "finite numbers",
    got: `${matrix[index]} in row ${Math.floor(index / n)}, column ${index % n} (counted from 0)`,
    todo: "Look for an overflow or a division by zero in what the matrix was computed from.",
  });
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
