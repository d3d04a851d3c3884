import { fail } from "../base/index.ts";
import { checkFinite, checkSize, scaleOf, unscale } from "./squareMatrix.ts";
import { type Kernels, withKernels } from "./wasm.ts";

/** Where {@link symmetricEigen} lies, to call it in a worker: `{ module: symmetricEigenModule, name: "symmetricEigen" }`. */
export const symmetricEigenModule: string = import.meta.url;

export interface SymmetricEigen {
  /** All n eigenvalues, descending. */
  values: Float64Array;
  /** count × n, row-major: row i is the unit eigenvector of `values[i]`. Present when vectors were asked for. */
  vectors?: Float64Array;
}

export interface SymmetricEigenOptions {
  /** `true`: all eigenvectors; a number m: those of the m largest eigenvalues; default: none. */
  vectors?: boolean | number;
  /** To tridiagonal form at once (1) or by way of a band (2), which is for values alone; default: the faster. */
  stages?: 1 | 2;
  /** The matrix is its upper triangle alone, row by row: n (n + 1)/2 elements. Default false. */
  packed?: boolean;
}

/** From this order on the way by a band is the faster: the matrix is larger than the cache of a core. */
const largeOrder = 1200;

/** How many eigenvectors the options ask for. @throws NetspectraError when it is not one of 0 … n. */
export function vectorCount(n: number, { vectors = false }: SymmetricEigenOptions): number {
  if (typeof vectors === "boolean") return vectors ? n : 0;
  if (!Number.isInteger(vectors) || vectors < 0 || vectors > n) {
    fail({ subject: "the number of eigenvectors", expected: `a whole number from 0 to ${n}`, got: `${vectors}` });
  }
  return vectors;
}

/**
 * Eigenvalues and eigenvectors of a dense symmetric matrix.
 *
 * Householder reduction to tridiagonal form in blocks, of large matrices by way of a band; then square-root-free QL iteration
 * for the values alone, or divide and conquer with Gu & Eisenstat's stable vectors. Values are good to about n ε ‖A‖, vectors orthogonal to about
 * n ε, also those of repeated eigenvalues. The work is done in WebAssembly, at once, on the calling thread; call it by
 * `platform.call` to keep that thread free.
 *
 * @param matrix n × n, row-major; only its lower half is used (as in LAPACK and NumPy); or, with `packed`, its upper half alone.
 *   It is not changed.
 * @throws NetspectraError when an element (of either half) is NaN or infinite, an eigenvalue is beyond float64, or the
 *   memory does not suffice (about 8 n² bytes for values, 40 n² with all vectors).
 */
export function symmetricEigen(matrix: Float64Array, n: number, options: SymmetricEigenOptions = {}): SymmetricEigen {
  const { packed = false } = options;
  checkSize(matrix, n, packed);
  const count = vectorCount(n, options);
  const stages = stageCount(n, options);
  const subject = `eigenvalues of a symmetric ${n}×${n} matrix`;
  return withKernels(
    subject,
    (kernels) => kernels.workspace(n, count, stages),
    (kernels) => {
      const stride = kernels.strideOf(kernels.sizeOf(n));
      const stored = kernels.allocate(kernels.sizeOf(n) * stride);
      const values = kernels.allocate(n);
      const vectors = kernels.allocate(count * stride);
      (packed ? unpack : copyRows)(kernels, stored, stride, matrix, n);
      const largest = kernels.largestElement(stored, n, stride);
      if (Number.isNaN(largest)) checkFinite(matrix, n, packed);
      const { up, down } = scaleOf(largest);
      if (kernels.symmetricEigen(n, stored, ...up, values, count, vectors, stages) !== 0) {
        fail({ subject, expected: "the QL iteration to converge", got: "more than 60 sweeps for one eigenvalue" });
      }
      const result: SymmetricEigen = { values: unscale(rows(kernels, values, 1, n, n), down) };
      if (options.vectors !== undefined && options.vectors !== false) {
        result.vectors = rows(kernels, vectors, count, n, stride);
      }
      return result;
    },
  );
}

function stageCount(n: number, { vectors, stages }: SymmetricEigenOptions): number {
  const valuesAlone = vectors === undefined || vectors === false;
  if (stages === 2 && !valuesAlone) {
    fail({ subject: "eigenvectors", expected: "a reduction in 1 stage", got: "2", todo: "Leave out `stages`." });
  }
  return stages ?? (valuesAlone && n >= largeOrder ? 2 : 1);
}

function copyRows(kernels: Kernels, address: number, stride: number, matrix: Float64Array, n: number): void {
  const target = new Float64Array(kernels.memory.buffer, address >>> 0, n * stride);
  for (let i = 0; i < n; i++) target.set(matrix.subarray(i * n, i * n + n), i * stride);
}

/** Both halves from the upper one. */
function unpack(kernels: Kernels, address: number, stride: number, triangle: Float64Array, n: number): void {
  const target = new Float64Array(kernels.memory.buffer, address >>> 0, n * stride);
  for (let r = 0, from = 0; r < n; r++) {
    for (let c = r; c < n; c++) target[r * stride + c] = target[c * stride + r] = triangle[from++]!;
  }
}

function rows(kernels: Kernels, address: number, count: number, n: number, stride: number): Float64Array {
  const source = new Float64Array(kernels.memory.buffer, address >>> 0, count * stride);
  const result = new Float64Array(count * n);
  for (let i = 0; i < count; i++) result.set(source.subarray(i * stride, i * stride + n), i * n);
  return result;
}
