import { fail } from "../base/index.ts";
import { type PowerOfTwo, scaleOf } from "./squareMatrix.ts";
import type { Kernels } from "./wasm.ts";

/** @throws NetspectraError when rows or columns are no sizes, or the matrix has another number of elements. */
export function checkRectangle(matrix: ArrayLike<number>, rows: number, columns: number): void {
  for (const [name, size] of Object.entries({ rows, columns })) {
    if (Number.isSafeInteger(size) && size >= 0) continue;
    fail({ subject: `the ${name} of a matrix`, expected: "a whole number, 0 or more", got: `${size}` });
  }
  if (matrix.length !== rows * columns) {
    fail({ subject: `a ${rows}×${columns} matrix`, expected: `${rows * columns} elements`, got: `${matrix.length}` });
  }
}

/** The largest magnitude. @throws NetspectraError naming the place of the first element that is NaN or infinite. */
export function largestOf(matrix: ArrayLike<number>, rows: number, columns: number): number {
  let largest = 0;
  for (let at = 0; at < matrix.length; at++) {
    const size = Math.abs(matrix[at]!);
    if (size <= largest) continue;
    if (!(size < Number.POSITIVE_INFINITY)) {
      fail({
        subject: `a ${rows}×${columns} matrix`,
        expected: "finite numbers",
        got: `${matrix[at]} in row ${Math.floor(at / columns)}, column ${at % columns} (counted from 0)`,
        todo: "Look for an overflow or a division by zero in what the matrix was computed from.",
      });
    }
    largest = size;
  }
  return largest;
}

/** The powers of two that bring a checked matrix to about 1 and back. @throws NetspectraError as {@link largestOf}. */
export function scaleOfRectangle(matrix: ArrayLike<number>, rows: number, columns: number) {
  checkRectangle(matrix, rows, columns);
  return scaleOf(largestOf(matrix, rows, columns));
}

/** Numbers times a power of two. @throws NetspectraError when one is beyond float64. */
export function rescale(numbers: Float64Array, [first, second]: PowerOfTwo, subject: string): Float64Array {
  if (first === 1 && second === 1) return numbers;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]! * first * second;
    if (!Number.isFinite(value)) {
      fail({ subject, expected: "numbers below 1.8e308", got: "a larger one", todo: "Scale the matrix down." });
    }
    numbers[i] = value;
  }
  return numbers;
}

/** A matrix in the kernels' memory: rows of `stride` numbers. */
export interface Stored {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** Room for rows × columns numbers, zeros around them up to multiples of 4 in both directions. */
export function allocateStored(kernels: Kernels, rows: number, columns: number): Stored {
  const stride = kernels.strideOf(kernels.sizeOf(columns));
  const height = kernels.sizeOf(rows);
  const address = kernels.allocate(height * stride);
  view(kernels, address, height * stride).fill(0);
  return { address, rows, columns, stride };
}

/** Copy `matrix` (rows × columns of the stored one, or transposed) times a power of two. */
export function copyIn(
  kernels: Kernels,
  { address, rows, columns, stride }: Stored,
  matrix: ArrayLike<number>,
  isTransposed: boolean,
  [first, second]: PowerOfTwo = [1, 1],
): void {
  const target = view(kernels, address, rows * stride);
  if (!isTransposed) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) target[i * stride + j] = matrix[i * columns + j]! * first * second;
    }
    return;
  }
  // By tiles, as one of the two sides is read across the cache.
  for (let top = 0; top < columns; top += tile) {
    for (let i = 0; i < rows; i++) {
      const end = Math.min(top + tile, columns);
      for (let j = top; j < end; j++) target[i * stride + j] = matrix[j * rows + i]! * first * second;
    }
  }
}

/** The stored matrix, or its transpose, row-major. */
export function copyOut(kernels: Kernels, stored: Stored, isTransposed: boolean): Float64Array {
  const { address, rows, columns, stride } = stored;
  const source = view(kernels, address, rows * stride);
  const result = new Float64Array(rows * columns);
  if (!isTransposed) {
    for (let i = 0; i < rows; i++) result.set(source.subarray(i * stride, i * stride + columns), i * columns);
    return result;
  }
  for (let top = 0; top < columns; top += tile) {
    for (let i = 0; i < rows; i++) {
      const end = Math.min(top + tile, columns);
      for (let j = top; j < end; j++) result[j * rows + i] = source[i * stride + j]!;
    }
  }
  return result;
}

const tile = 16;

const view = (kernels: Kernels, address: number, count: number) =>
  new Float64Array(kernels.memory.buffer, address >>> 0, count);
