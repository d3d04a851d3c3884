import { fail } from "../base/index.ts";

/**
 * The largest magnitude in an n × n row-major matrix.
 *
 * @throws NetspectraError when n is no size, the matrix has not n² elements, or one is NaN or infinite.
 */
export function largestElement(matrix: Float64Array, n: number): number {
  if (!Number.isSafeInteger(n) || n < 0) {
    fail({ subject: "the order of a symmetric matrix", expected: "a whole number, 0 or more", got: `${n}` });
  }
  if (matrix.length !== n * n) {
    fail({ subject: `a symmetric ${n}×${n} matrix`, expected: `${n * n} elements`, got: `${matrix.length}` });
  }
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) {
    const magnitude = Math.abs(matrix[i]!);
    if (magnitude > largest) largest = magnitude;
    else if (Number.isNaN(magnitude)) refuse(matrix, n, i);
  }
  if (largest === Number.POSITIVE_INFINITY)
    refuse(
      matrix,
      n,
      matrix.findIndex((x) => Math.abs(x) === largest),
    );
  return largest;
}

function refuse(matrix: Float64Array, n: number, index: number): never {
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
