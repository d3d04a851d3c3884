import { fail } from "../base/index.ts";
import { allocateStored, checkRectangle, copyIn, copyOut, largestOf, rescale } from "./rectangle.ts";
import { scaleOf } from "./squareMatrix.ts";
import { svd } from "./svd.ts";
import { withKernels } from "./wasm.ts";

/** Where {@link absorbRows} lies, to call it in a worker. */
export const tsqrModule: string = import.meta.url;

/**
 * R of the QR factorisation of [R; rows]: one step of TSQR (Demmel, Grigori, Hoemmen & Langou 2012). The zeros of R are
 * made use of: 2 · count · columns² operations.
 *
 * @param triangle columns × columns, row-major, upper; it is not changed, nor are the `rows` (count × columns).
 * @throws NetspectraError when an element is NaN or infinite, R is beyond float64, or the memory does not suffice.
 */
export function absorbRows(
  triangle: Float64Array,
  rows: Float32Array | Float64Array,
  count: number,
  columns: number,
): Float64Array {
  checkRectangle(triangle, columns, columns);
  checkRectangle(rows, count, columns);
  const largest = Math.max(largestOf(triangle, columns, columns), largestOf(rows, count, columns));
  const { up, down } = scaleOf(largest);
  const subject = `QR of ${count} more rows of ${columns} columns`;
  return withKernels(
    subject,
    (kernels) => kernels.qrBytes(columns, count, false),
    (kernels) => {
      const lower = allocateStored(kernels, columns, columns);
      copyIn(kernels, lower, triangle, true, up);
      const block = allocateStored(kernels, columns, count);
      copyIn(kernels, block, rows, true, up);
      const tau = kernels.allocate(columns);
      kernels.absorb(lower.address, lower.stride, columns, block.address, block.stride, count, tau);
      const result = rescale(copyOut(kernels, lower, true), down, subject);
      for (let i = 1; i < columns; i++) result.fill(0, i * columns, i * columns + i);
      return result;
    },
  );
}

/** What a streamed QR factorisation has kept: plain data, to be written to a checkpoint and taken up again. */
export interface TsqrState {
  readonly columns: number;
  /** Rows seen so far. */
  readonly count: number;
  /** columns × columns, row-major, upper. */
  readonly triangle: Float64Array;
  /** Rows that wait for more, row-major. */
  readonly pending: Float64Array;
}

/** QR factorisation of a tall matrix whose rows come in batches; only R is kept. */
export interface Tsqr {
  /** Take in `count` rows (row-major). @throws NetspectraError naming the row and column of a NaN or infinity. */
  add(rows: Float32Array | Float64Array, count: number): void;
  /** Take in the rows that another one has seen, in any order of merging. */
  merge(other: TsqrState): void;
  /** A copy; going on from it gives the same numbers to the last bit. */
  state(): TsqrState;
  /** R with all rows taken in: columns × columns, row-major, upper. */
  triangle(): Float64Array;
  /** Singular values of all rows, descending: min(count, columns) of them. */
  singularValues(): Float64Array;
}

/**
 * Singular values of a streamed matrix to about n ε σmax, where its Gram matrix would lose all below 1e-8 σmax: R of a QR
 * factorisation that takes in a block of rows at a time has the same ones.
 *
 * @param columns of the matrix.
 * @param state where to go on from; default: no rows.
 */
export function createTsqr(columns: number, state?: TsqrState): Tsqr {
  if (!Number.isSafeInteger(columns) || columns < 1) {
    fail({ subject: "the columns of a streamed matrix", expected: "a whole number, 1 or more", got: `${columns}` });
  }
  if (state !== undefined && state.columns !== columns) {
    fail({ subject: "a kept QR factorisation", expected: `${columns} columns`, got: `${state.columns}` });
  }
  let triangle: Float64Array = state?.triangle.slice() ?? new Float64Array(columns * columns);
  // Fewer rows at once would spend their time on copies of R.
  const capacity = Math.max(64, Math.ceil(columns / 2));
  const pending = new Float64Array(capacity * columns);
  let waiting = 0;
  let count = state?.count ?? 0;
  if (state !== undefined) {
    pending.set(state.pending);
    waiting = state.pending.length / columns;
  }
  const take = (rows: Float32Array | Float64Array) => {
    const total = rows.length / columns;
    for (let from = 0; from < total; ) {
      const next = Math.min(total - from, capacity - waiting);
      pending.set(rows.subarray(from * columns, (from + next) * columns), waiting * columns);
      from += next;
      waiting += next;
      if (waiting < capacity) continue;
      triangle = absorbRows(triangle, pending, capacity, columns);
      waiting = 0;
    }
  };
  const whole = () =>
    waiting === 0 ? triangle.slice() : absorbRows(triangle, pending.slice(0, waiting * columns), waiting, columns);
  return {
    add(rows, more) {
      checkRectangle(rows, more, columns);
      largestOf(rows, more, columns);
      take(rows);
      count += more;
    },
    merge(other) {
      if (other.columns !== columns) {
        fail({ subject: "a kept QR factorisation to merge", expected: `${columns} columns`, got: `${other.columns}` });
      }
      take(other.triangle);
      take(other.pending);
      count += other.count;
    },
    state: () => ({ columns, count, triangle: triangle.slice(), pending: pending.slice(0, waiting * columns) }),
    triangle: whole,
    singularValues: () => svd(whole(), columns, columns).values.slice(0, Math.min(count, columns)),
  };
}
