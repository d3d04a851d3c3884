import { allocate, element, get, put, release, zero } from "./memory";
import { multiply } from "./product";
import { reflector } from "./reflector";
import { addEightScaled, dotFour, dotTwo, firstDot, scale, secondDot } from "./vector";

/** Columns and rows reduced before the rest of the matrix is updated. A multiple of 4. */
const panel: i32 = 32;

/** The matrix at work: its address, elements from row to row, order, and the order padded to a multiple of 4. */
let matrix: usize = 0;
let stride: i32 = 0;
let order: i32 = 0;
let size: i32 = 0;

/** Of the panel at work: its columns as rows, and the vectors x and y. */
let columns: usize = 0;
let xs: usize = 0;
let ys: usize = 0;
let one: usize = 0;
let other: usize = 0;

/** Numbers of work space that {@link bidiagonalise} takes from the stack. */
export function bidiagonaliseWorkspace(rowStride: i32): usize {
  return 3 * <usize>panel * <usize>(rowStride + 8) + 2 * panel + 64;
}

/**
 * Reduce a square matrix to upper bidiagonal form B = Pᵀ A W by Householder reflections from both sides (Golub & Van Loan
 * 2013, 5.4.8; blocked as Dongarra, Sorensen & Hammarling 1989): inside a panel A stands for A − Σ v yᵀ − Σ x uᵀ.
 *
 * Rows and columns from `realOrder` to `padded` (a multiple of 4) are zero. On return row j of the matrix is uⱼ (zero up
 * to j, then 1, …) and row j of `left` (same stride) is vⱼ (zero before j, then 1, …); d has `realOrder` numbers, e one
 * less. When the reflectors are not to be kept, `left` has room for one panel of 32 rows.
 */
export function bidiagonalise(
  address: usize, rowStride: i32, realOrder: i32, padded: i32, d: usize, e: usize, left: usize, tauLeft: usize,
  tauRight: usize, keep: bool,
): void {
  matrix = address;
  stride = rowStride;
  order = realOrder;
  size = padded;
  columns = allocate(<usize>panel * <usize>stride);
  xs = allocate(<usize>panel * <usize>stride);
  ys = allocate(<usize>panel * <usize>stride);
  one = allocate(panel);
  other = allocate(panel);
  for (let first = 0; first < order; first += panel) {
    const last = min(first + panel, order);
    const v = keep ? element(left, first, stride, 0) : left;
    copyPanel(first);
    zero(xs, panel * stride);
    zero(ys, panel * stride);
    if (!keep) zero(v, panel * stride);
    for (let j = first; j < last; j++) reduce(first, j, v, d, e, tauLeft, tauRight);
    if (last == order) continue;
    const rest = order - last;
    const target = element(matrix, last, stride, last);
    multiply(
      rest, rest, panel, -1, element(v, 0, stride, last), 1, stride, element(ys, 0, stride, last), stride, 1,
      target, stride, true,
    );
    multiply(
      rest, rest, panel, -1, element(xs, 0, stride, last), 1, stride, element(matrix, first, stride, last), stride, 1,
      target, stride, true,
    );
  }
  release(columns);
}

/** The columns first … first + panel − 1, from row `first` down, as rows. */
export function copyPanel(first: i32): void {
  const width = min(panel, size - first);
  for (let i = first; i < size; i++) {
    const row = element(matrix, i, stride, first);
    for (let k = 0; k < width; k++) store<f64>(element(columns, k, stride, i), get(row, k));
  }
}

/** Column j and then row j: bring it up to date, reflect it, and find the y or x that says what this does to the rest. */
function reduce(first: i32, j: i32, vs: usize, d: usize, e: usize, tauLeft: usize, tauRight: usize): void {
  const k = j - first;
  const us = element(matrix, first, stride, 0);
  const column = element(columns, k, stride, 0), row = element(matrix, j, stride, 0);
  const v = element(vs, k, stride, 0), x = element(xs, k, stride, 0), y = element(ys, k, stride, 0);
  for (let i = 0; i < k; i++) {
    put(one, i, -load<f64>(element(ys, i, stride, j)));
    put(other, i, -load<f64>(element(us, i, stride, j)));
  }
  addPanel(column, vs, xs, k, j & ~3);
  zero(v, stride);
  const begin = j & ~3, next = (j + 1) & ~3;
  const tv = reflector(v, column, j, size, d + (<usize>j << 3));
  put(tauLeft, j, tv);
  put(tauRight, j, 0);
  if (j + 1 == order) {
    zero(row, stride);
    return;
  }
  if (tv != 0) {
    addRows(y, v, j, next);
    for (let i = 0; i < k; i++) {
      dotTwo(element(vs, i, stride, 0), element(xs, i, stride, 0), v, begin, size);
      put(one, i, -firstDot);
      put(other, i, -secondDot);
    }
    addPanel(y, ys, us, k, next);
    scale(y, tv, next, size);
  }

  for (let i = 0; i <= k; i++) {
    put(one, i, -load<f64>(element(vs, i, stride, j)));
    put(other, i, i < k ? -load<f64>(element(xs, i, stride, j)) : 0);
  }
  addPanel(row, ys, us, k + 1, next);
  zero(row, j + 1);
  const tu = reflector(row, row, j + 1, size, e + (<usize>j << 3));
  put(tauRight, j, tu);
  if (tu == 0) return;
  timesRows(x, row, j + 1, next);
  for (let i = 0; i <= k; i++) {
    dotTwo(element(ys, i, stride, 0), element(us, i, stride, 0), row, next, size);
    put(one, i, -firstDot);
    put(other, i, i < k ? -secondDot : 0);
  }
  addPanel(x, vs, xs, k + 1, next);
  scale(x, tu, next, size);
}

/** target ← target + Σ one[i] a_i + other[i] b_i over the k first rows of a and b. */
function addPanel(target: usize, a: usize, b: usize, k: i32, from: i32): void {
  for (let i = k; i < ((k + 3) & ~3); i++) {
    put(one, i, 0);
    put(other, i, 0);
  }
  for (let i = 0; i < k; i += 4) {
    const at = <usize>i << 3;
    addEightScaled(target, one + at, element(a, i, stride, 0), other + at, element(b, i, stride, 0), stride, from, size);
  }
}

/** y ← y + Σ v[i] A[i, …] over the rows from j's group of four on (v is zero before j). */
function addRows(y: usize, v: usize, j: i32, from: i32): void {
  let i = j & ~3;
  if ((size - i) & 4) {
    addEightScaled(y, v + (<usize>i << 3), element(matrix, i, stride, 0), zeros(), element(matrix, i, stride, 0), stride, from, size);
    i += 4;
  }
  for (; i < size; i += 8) {
    const at = v + (<usize>i << 3);
    addEightScaled(y, at, element(matrix, i, stride, 0), at + 32, element(matrix, i + 4, stride, 0), stride, from, size);
  }
}

/** Four zeros, as factors. */
@inline
function zeros(): usize {
  zero(other, 4);
  return other;
}

/** x[i] ← A[i, …] · u for the rows from `first` on; x is zero before. */
function timesRows(x: usize, u: usize, first: i32, from: i32): void {
  for (let i = first & ~3; i < size; i += 4) dotFour(x + (<usize>i << 3), element(matrix, i, stride, 0), stride, u, from, size);
  const start = first & ~3;
  zero(x + (<usize>start << 3), first - start);
}
