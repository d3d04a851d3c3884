import { bidiagonalConquer } from "./bidiagonalConquer";
import { bidiagonalise, bidiagonaliseWorkspace } from "./bidiagonalise";
import { bidiagonalMergeWorkspace } from "./bidiagonalMerge";
import { getInteger } from "./integers";
import { allocate, element, get, put, release, sizeOf, strideOf, zero } from "./memory";
import { productWorkspace } from "./product";
import { applyReflectors, applyReflectorsWorkspace } from "./reflectors";
import { triangularise, triangulariseWorkspace } from "./triangularise";
import { tridiagonalValues } from "./tridiagonalValues";

/** Bytes that {@link svd} needs, matrix and results included. */
export function svdWorkspace(rows: i32, columns: i32, vectors: bool): f64 {
  const n = <f64>sizeOf(rows + 1), square = n * <f64>strideOf(sizeOf(rows + 1));
  const wide = n * <f64>strideOf(sizeOf(columns));
  const fixed = <f64>productWorkspace() + 16 * (n + 16) + <f64>bidiagonaliseWorkspace(strideOf(sizeOf(columns)));
  const panels = <f64>triangulariseWorkspace(rows) + <f64>applyReflectorsWorkspace(rows);
  const forVectors = vectors ? 5 * square + wide + <f64>bidiagonalMergeWorkspace(rows) : 32 * <f64>strideOf(sizeOf(columns));
  return 8 * (fixed + panels + wide + square + forVectors + (vectors ? wide : 0));
}

/**
 * M = Uᵀ Σ V for M with `rows` ≤ `columns`, scaled to about 1, zeros up to multiples of 4 (also in rows): singular values,
 * descending, to `values`, and row i of `left` (stride of rows + 1) and `right` (stride of columns) the vectors of value
 * i. M is reduced to a triangle, this to a bidiagonal matrix. M is overwritten. @returns 0 when all is well.
 */
export function svd(
  rows: i32, columns: i32, m: usize, values: usize, vectors: bool, left: usize, right: usize,
): i32 {
  const size = sizeOf(rows), wide = strideOf(sizeOf(columns)), stride = strideOf(sizeOf(rows + 1));
  const top = allocate(0);
  const d = allocate(rows), e = allocate(rows), tau = allocate(rows);
  const tauLeft = allocate(rows), tauRight = allocate(rows), sorted = allocate(rows);
  const isWide = columns > rows;
  const q = allocate(isWide ? <usize>(vectors ? rows : 32) * <usize>wide : 0);
  if (isWide) triangularise(m, wide, rows, columns, q, tau, vectors);
  const square = allocate(<usize>size * <usize>stride);
  for (let i = 0; i < size; i++) {
    zero(element(square, i, stride, 0), stride);
    if (i < rows) memory.copy(element(square, i, stride, 0), element(m, i, wide, 0), <usize>rows << 3);
  }
  const reflectors = allocate(<usize>(vectors ? rows : 32) * <usize>stride);
  bidiagonalise(square, stride, rows, size, d, e, reflectors, tauLeft, tauRight, vectors);
  const converged = vectors
    ? bothVectors(rows, columns, d, e, sorted, values, left, right, stride, wide)
    : valuesAlone(rows, d, e, values);
  if (!converged) return 1;
  if (vectors) {
    applyReflectors(left, stride, rows, reflectors, stride, rows, rows, tauLeft);
    applyReflectors(right, wide, rows, square, stride, rows, rows, tauRight);
    if (isWide) applyReflectors(right, wide, rows, q, wide, rows, columns, tau);
  }
  release(top);
  return 0;
}

/** Singular values of the bidiagonal matrix: they and their negatives are the eigenvalues of [[0, B], [Bᵀ, 0]], shuffled. */
function valuesAlone(order: i32, d: usize, e: usize, values: usize): bool {
  const diagonal = allocate(2 * order), between = allocate(2 * order);
  zero(diagonal, 2 * order);
  for (let i = 0; i < order; i++) {
    put(between, 2 * i, get(d, i));
    put(between, 2 * i + 1, get(e, i));
  }
  if (!tridiagonalValues(2 * order, diagonal, between)) return false;
  for (let i = 0; i < order; i++) put(values, i, max(0.0, get(diagonal, 2 * order - 1 - i)));
  release(diagonal);
  return true;
}

function bothVectors(
  order: i32, columns: i32, d: usize, e: usize, sorted: usize, values: usize, left: usize, right: usize, stride: i32,
  wide: i32,
): bool {
  const u = allocate(<usize>order * <usize>stride), v = allocate(<usize>(order + 1) * <usize>stride);
  if (!bidiagonalConquer(order, d, e, sorted, u, v, stride)) return false;
  for (let i = 0; i < order; i++) {
    const from = getInteger(sorted, order - 1 - i);
    put(values, i, get(d, from));
    memory.copy(element(left, i, stride, 0), element(u, from, stride, 0), <usize>stride << 3);
    zero(element(right, i, wide, 0), wide);
    memory.copy(element(right, i, wide, 0), element(v, from, stride, 0), <usize>order << 3);
  }
  release(u);
  return true;
}
