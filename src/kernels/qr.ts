import { allocateStored, copyIn, copyOut, rescale, scaleOfRectangle } from "./rectangle.ts";
import { withKernels } from "./wasm.ts";

/** Where {@link qr} lies, to call it in a worker. */
export const qrModule: string = import.meta.url;

/** A = Q R with m = min(rows, columns). */
export interface Qr {
  /** m × columns, row-major, zeros below the diagonal; signs of the diagonal as they come. */
  r: Float64Array;
  /** rows × m, row-major, orthonormal columns. Present when it was asked for. */
  q?: Float64Array;
}

/**
 * Thin QR factorisation of a dense matrix by blocked Householder reflections (Golub & Van Loan 2013, 5.2; Schreiber &
 * Van Loan 1989). ‖A − Q R‖ is about n ε ‖A‖ and Q orthonormal to about n ε, whatever the rank of A.
 *
 * @param matrix rows × columns, row-major. It is not changed.
 * @throws NetspectraError when an element is NaN or infinite, R is beyond float64, or the memory does not suffice.
 */
export function qr(matrix: Float64Array, rows: number, columns: number, options: { q?: boolean } = {}): Qr {
  const { up, down } = scaleOfRectangle(matrix, rows, columns);
  const subject = `QR of a ${rows}×${columns} matrix`;
  const isKept = options.q === true;
  const number = Math.min(rows, columns);
  return withKernels(
    subject,
    (kernels) => kernels.qrBytes(columns, rows, isKept),
    (kernels) => {
      const stored = allocateStored(kernels, columns, rows);
      copyIn(kernels, stored, matrix, true, up);
      const q = { address: isKept ? kernels.allocate(number * stored.stride) : 0, rows: number, columns: rows };
      kernels.qr(columns, rows, stored.address, q.address);
      const lower = { ...stored, columns: number };
      const result: Qr = { r: rescale(copyOut(kernels, lower, true), down, subject) };
      if (isKept) result.q = copyOut(kernels, { ...q, stride: stored.stride }, true);
      return result;
    },
  );
}
