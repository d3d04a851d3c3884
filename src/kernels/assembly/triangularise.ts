import { allocate, element, get, put, release, zero } from "./memory";
import { multiply } from "./product";
import { reflector } from "./reflector";
import { formTriangle } from "./reflectors";
import { addScaled, dot } from "./vector";

/** Rows reduced before the rest is updated. */
const panel: i32 = 32;

/** Numbers of work space that {@link triangularise} and {@link absorb} take from the stack. */
export function triangulariseWorkspace(rows: i32): usize {
  return 2 * <usize>panel * <usize>(rows + panel + 8) + 64;
}

/**
 * M Q = [L 0] by Householder reflections Q = H₀ H₁ …, blocked: the factorisation L Qᵀ of M, which is the QR
 * factorisation of the matrix whose columns are the rows of M (Golub & Van Loan 2013, 5.2.3).
 *
 * M has `rows` rows and `columns` columns, zeros up to a multiple of 4, and becomes [L 0]. Reflector j, zero before column
 * j, goes to row j of `reflectors` (stride of M) with `tau`[j]; when they are not to be kept, `reflectors` has room for
 * one panel of 32 rows.
 */
export function triangularise(
  m: usize, stride: i32, rows: i32, columns: i32, reflectors: usize, tau: usize, keep: bool,
): void {
  const number = min(rows, columns), padded = (columns + 3) & ~3;
  const triangle = allocate(panel * panel), gram = allocate(panel * panel);
  const x = allocate(<usize>rows * <usize>panel), y = allocate(<usize>rows * <usize>panel);
  for (let first = 0; first < number; first += panel) {
    const last = min(first + panel, number), count = last - first;
    const v = keep ? element(reflectors, first, stride, 0) : reflectors;
    for (let j = first; j < last; j++) {
      const row = element(m, j, stride, 0), vj = element(v, j - first, stride, 0);
      zero(vj, stride);
      const t = reflector(vj, row, j, padded, row + (<usize>j << 3));
      zero(row + (<usize>(j + 1) << 3), padded - j - 1);
      put(tau, j, t);
      for (let i = j + 1; i < last; i++) reflectRow(element(m, i, stride, 0), vj, t, j & ~3, padded);
    }
    const rest = rows - last, width = columns - first;
    if (rest == 0) continue;
    const block = v + (<usize>first << 3), target = element(m, last, stride, first);
    multiply(count, count, width, 1, block, stride, 1, block, 1, stride, gram, panel, false);
    formTriangle(triangle, panel, gram, panel, count, tau + (<usize>first << 3));
    multiply(rest, count, width, 1, target, stride, 1, block, 1, stride, x, panel, false);
    multiply(rest, count, count, 1, x, panel, 1, triangle, panel, 1, y, panel, false);
    multiply(rest, width, count, -1, y, panel, 1, block, stride, 1, target, stride, true);
  }
  release(triangle);
}

/** x ← x − τ (x · v) v */
function reflectRow(x: usize, v: usize, t: f64, from: i32, to: i32): void {
  addScaled(x, -t * dot(x, v, from, to), v, from, to);
}

/**
 * [L B] Q = [L′ 0]: new columns taken into a lower triangle, which is the QR factorisation of [R; rows] with the zeros of
 * R left alone (the step of TSQR: Demmel, Grigori, Hoemmen & Langou 2012).
 *
 * L has `rows` rows and columns, B `rows` rows and `columns` columns; both are padded with zeros to multiples of 4. L
 * becomes L′ and B the reflectors. `tau` has `rows` numbers.
 */
export function absorb(l: usize, lStride: i32, rows: i32, b: usize, stride: i32, columns: i32, tau: usize): void {
  const padded = (columns + 3) & ~3;
  const triangle = allocate(panel * panel), gram = allocate(panel * panel);
  const x = allocate(<usize>rows * <usize>panel), y = allocate(<usize>rows * <usize>panel);
  // The reflector's head lies in L and its tail in B: both together, for the function that makes it.
  const joined = allocate(<usize>padded + 4);
  for (let first = 0; first < rows; first += panel) {
    const last = min(first + panel, rows), count = last - first;
    for (let j = first; j < last; j++) {
      const v = element(b, j, stride, 0), head = element(l, j, lStride, j);
      zero(joined, 4);
      put(joined, 3, load<f64>(head));
      memory.copy(joined + 32, v, <usize>padded << 3);
      const t = reflector(joined, joined, 3, padded + 4, head);
      memory.copy(v, joined + 32, <usize>padded << 3);
      put(tau, j, t);
      for (let i = j + 1; i < last; i++) {
        const other = element(b, i, stride, 0), top = element(l, i, lStride, j);
        const s = -t * (load<f64>(top) + dot(other, v, 0, padded));
        store<f64>(top, load<f64>(top) + s);
        addScaled(other, s, v, 0, padded);
      }
    }
    const rest = rows - last;
    if (rest == 0) continue;
    const v = element(b, first, stride, 0), target = element(b, last, stride, 0);
    multiply(count, count, columns, 1, v, stride, 1, v, 1, stride, gram, panel, false);
    formTriangle(triangle, panel, gram, panel, count, tau + (<usize>first << 3));
    for (let i = 0; i < rest; i++) {
      memory.copy(element(x, i, panel, 0), element(l, last + i, lStride, first), <usize>count << 3);
    }
    multiply(rest, count, columns, 1, target, stride, 1, v, 1, stride, x, panel, true);
    multiply(rest, count, count, 1, x, panel, 1, triangle, panel, 1, y, panel, false);
    for (let i = 0; i < rest; i++) {
      const head = element(l, last + i, lStride, first), change = element(y, i, panel, 0);
      for (let k = 0; k < count; k++) put(head, k, get(head, k) - get(change, k));
    }
    multiply(rest, columns, count, -1, y, panel, 1, v, stride, 1, target, stride, true);
  }
  release(triangle);
}
