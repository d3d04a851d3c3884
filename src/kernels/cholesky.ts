import { fail } from "../base/index.ts";
import { allocateStored, checkRectangle, copyIn, copyOut, largestOf, rescale, type Stored } from "./rectangle.ts";
import { checkSize, type PowerOfTwo, scaleOf } from "./squareMatrix.ts";
import { type Kernels, withKernels } from "./wasm.ts";

/** Where {@link choleskyInverse} lies, to call it in a worker. */
export const choleskyModule: string = import.meta.url;

/**
 * L of A = L Lᵀ for a symmetric positive definite matrix (Golub & Van Loan 2013, 4.2).
 *
 * @param matrix n × n, row-major; only its lower half is used. It is not changed.
 * @returns n × n, row-major, zeros above the diagonal.
 * @throws NetspectraError naming the pivot when the matrix is not positive definite, or an element is NaN or infinite.
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  return factored(matrix, n, 0, (kernels, stored, [first, second]) => {
    const result = copyOut(kernels, stored, false);
    for (let i = 0; i < n; i++) result.fill(0, i * n + i + 1, (i + 1) * n);
    // The square root of an even power of two is one too.
    return rescale(result, [Math.sqrt(first), Math.sqrt(second)], "a Cholesky factor");
  });
}

/**
 * X with A X = B for a symmetric positive definite A, by its Cholesky factor.
 *
 * @param matrix n × n, row-major; only its lower half is used.
 * @param right n × columns, row-major. Neither is changed.
 * @returns n × columns, row-major.
 * @throws NetspectraError as {@link cholesky}, or when X is beyond float64.
 */
export function solvePositive(matrix: Float64Array, n: number, right: Float64Array, columns = 1): Float64Array {
  checkRectangle(right, n, columns);
  const size = scaleOf(largestOf(right, n, columns));
  return factored(matrix, n, columns, (kernels, { address, stride }, down) => {
    const x = allocateStored(kernels, n, columns);
    copyIn(kernels, x, right, false, size.up);
    kernels.solveLower(address, stride, n, x.address, x.stride, columns);
    kernels.solveUpper(address, stride, n, x.address, x.stride, columns);
    const inverse: PowerOfTwo = [1 / down[0], 1 / down[1]];
    const subject = `the solution of ${n} equations`;
    // One factor of each at a time, so that large ones meet small ones.
    return rescale(
      rescale(copyOut(kernels, x, false), [inverse[0], size.down[0]], subject),
      [inverse[1], size.down[1]],
      subject,
    );
  });
}

/**
 * L⁻¹ of A = L Lᵀ for a symmetric positive definite matrix, so that A⁻¹ = L⁻ᵀ L⁻¹. Products with both factors, one after
 * the other, lose as few digits as solving does; those with A⁻¹ itself may lose half as many again (Higham 2002, 14.1).
 *
 * @param matrix n × n, row-major; only its lower half is used. It is not changed.
 * @returns n × n, row-major, zeros above the diagonal.
 * @throws NetspectraError as {@link cholesky}, or when an element is beyond float64.
 */
export function choleskyInverse(matrix: Float64Array, n: number): Float64Array {
  return factored(matrix, n, n, (kernels, { address, stride }, down) => {
    const x = allocateStored(kernels, n, n);
    const numbers = new Float64Array(kernels.memory.buffer, x.address >>> 0, n * x.stride);
    for (let i = 0; i < n; i++) numbers[i * x.stride + i] = 1;
    // A strip of columns of L⁻¹ is zero above the diagonal: what is left of L is all that it takes.
    for (let first = 0; first < n; first += strip) {
      const [lower, column] = [stride, x.stride].map((length) => 8 * first * (length + 1)) as [number, number];
      const width = Math.min(strip, n - first);
      kernels.solveLower(address + lower, stride, n - first, x.address + column, x.stride, width);
    }
    const root: PowerOfTwo = [1 / Math.sqrt(down[0]), 1 / Math.sqrt(down[1])];
    return rescale(copyOut(kernels, x, false), root, `the inverse of a Cholesky factor of order ${n}`);
  });
}

/** Columns that are solved for together; a multiple of 4. */
const strip = 64;

/** Factor the matrix, scaled to about 1 by an even power of two, and use the factor; `down` takes the scaling back. */
function factored<T>(
  matrix: Float64Array,
  n: number,
  columns: number,
  use: (kernels: Kernels, factor: Stored, down: PowerOfTwo) => T,
): T {
  checkSize(matrix, n);
  const largest = largestOf(matrix, n, n);
  const exponent = largest === 0 ? 0 : 2 * Math.round(Math.log2(largest) / 4);
  const up: PowerOfTwo = [2 ** -exponent, 2 ** -exponent];
  const down: PowerOfTwo = [2 ** exponent, 2 ** exponent];
  const subject = `Cholesky factor of a symmetric ${n}×${n} matrix`;
  return withKernels(
    subject,
    (kernels) => kernels.choleskyBytes(n, columns),
    (kernels) => {
      const stored = allocateStored(kernels, n, n);
      copyIn(kernels, stored, matrix, false, up);
      const row = kernels.cholesky(stored.address, stored.stride, n, kernels.sizeOf(n));
      if (row >= 0) {
        const at = (stored.address >>> 0) + 8 * (row * stored.stride + row);
        const pivot = new Float64Array(kernels.memory.buffer, at, 1)[0]! * down[0] * down[1];
        fail({
          subject,
          expected: "a positive definite matrix",
          got: `the pivot ${pivot} in row ${row} (counted from 0)`,
          todo: "Add a multiple of the identity, or use the eigenvalues.",
        });
      }
      return use(kernels, stored, down);
    },
  );
}
