import { fail } from "../base/index.ts";
import { allocateStored, copyIn, copyOut, rescale, scaleOfRectangle } from "./rectangle.ts";
import { withKernels } from "./wasm.ts";

/** Where {@link svd} lies, to call it in a worker: `{ module: svdModule, name: "svd" }`. */
export const svdModule: string = import.meta.url;

/** A = Σ σᵢ uᵢ vᵢᵀ with m = min(rows, columns) terms. */
export interface Svd {
  /** All m singular values, descending, none negative. */
  values: Float64Array;
  /** m × rows, row-major: row i is the unit left singular vector of `values[i]`. Present when vectors were asked for. */
  left?: Float64Array;
  /** m × columns, row-major: row i is the unit right singular vector of `values[i]`. Present with `left`. */
  right?: Float64Array;
}

export interface SvdOptions {
  /** Also find the singular vectors; default: no. */
  vectors?: boolean;
}

/**
 * Thin singular value decomposition of a dense matrix.
 *
 * A matrix that is not square is first brought to a triangle by Householder reflections, that to bidiagonal form, both in
 * blocks; then square-root-free QL iteration for the values alone, or divide and conquer (Gu & Eisenstat 1995b) with
 * vectors. Values are good to about n ε σmax, vectors orthonormal to about n ε, also those of repeated values and of
 * zeros. The work is done in WebAssembly, at once, on the calling thread.
 *
 * @param matrix rows × columns, row-major. It is not changed.
 * @throws NetspectraError when an element is NaN or infinite, a singular value is beyond float64, or the memory does not
 *   suffice.
 */
export function svd(matrix: Float64Array, rows: number, columns: number, options: SvdOptions = {}): Svd {
  const { up, down } = scaleOfRectangle(matrix, rows, columns);
  const subject = `singular values of a ${rows}×${columns} matrix`;
  const vectors = options.vectors === true;
  const isTall = rows >= columns;
  const [short, long] = isTall ? [columns, rows] : [rows, columns];
  if (short === 0) return empty(vectors);
  return withKernels(
    subject,
    (kernels) => kernels.svdWorkspace(short, long, vectors),
    (kernels) => {
      const stored = allocateStored(kernels, short, long);
      copyIn(kernels, stored, matrix, isTall, up);
      const values = { address: kernels.allocate(short), rows: 1, columns: short, stride: short };
      const stride = kernels.strideOf(kernels.sizeOf(short + 1));
      const ofShort = { address: vectors ? kernels.allocate(short * stride) : 0, rows: short, columns: short, stride };
      const ofLong = { ...stored, address: vectors ? kernels.allocate(short * stored.stride) : 0 };
      if (kernels.svd(short, long, stored.address, values.address, vectors, ofShort.address, ofLong.address) !== 0) {
        fail({ subject, expected: "the QR iteration to converge", got: "more than 60 sweeps for one value" });
      }
      const result: Svd = { values: rescale(copyOut(kernels, values, false), down, subject) };
      if (!vectors) return result;
      result.left = copyOut(kernels, isTall ? ofLong : ofShort, false);
      result.right = copyOut(kernels, isTall ? ofShort : ofLong, false);
      return result;
    },
  );
}

const empty = (vectors: boolean): Svd => ({
  values: new Float64Array(),
  ...(vectors ? { left: new Float64Array(), right: new Float64Array() } : {}),
});
