import { bandReduceWorkspace, copyBelowBand, mirror, reduceToBand } from "./bandReduce";
import { copyPanel } from "./bidiagonalise";
import { chaseBulges, chaseBulgesWorkspace, copyBand, reflectBelow, reflectDiagonal } from "./chaseBulges";
import { choleskyWorkspace } from "./cholesky";
import { addValues, exponentials, fourthPowers, gaussianSumsWorkspace } from "./gaussianSums";
import { applyReflectors, applyReflectorsWorkspace } from "./reflectors";
import { divideAndConquer } from "./divideAndConquer";
import { getInteger } from "./integers";
import { allocate, element, get, put, release, sizeOf, strideOf } from "./memory";
import { mergeWorkspace } from "./merge";
import { multiply, packAcross, packAlong, productWorkspace } from "./product";
import { completeBlocks, largestElement, scaleLower } from "./prepare";
import { formVector, multiplyRatios } from "./secularVectors";
import { sumTerms } from "./secular";
import { multiplyRows } from "./symmetricVector";
import { multiplyTile } from "./tile";
import { triangularise, triangulariseWorkspace } from "./triangularise";
import { copyColumns, tridiagonalise, tridiagonaliseWorkspace } from "./tridiagonalise";
import { splitAbove, splitBelow, sweepDown, sweepUp, tridiagonalValues } from "./tridiagonalValues";

export { cholesky, solveLower, solveUpper } from "./cholesky";
export { gaussianSums } from "./gaussianSums";
export { allocate, release, reserve, sizeOf, strideOf } from "./memory";
export { svd, svdWorkspace } from "./svd";
export { absorb } from "./triangularise";

// Inner loops are exported so that the optimiser keeps them apart: the engine replaces its first, quick translation of a
// function by a fast one only when the function is called again.
export { completeBlocks, copyBand, copyPanel, copyBelowBand, largestElement, scaleLower };
export { copyColumns, multiply, multiplyRows, multiplyTile, packAcross, packAlong };
export { addValues, exponentials, fourthPowers };
export { formVector, mirror, multiplyRatios, reflectBelow, reflectDiagonal, splitAbove, splitBelow, sumTerms, sweepDown, sweepUp };
export { addEightScaled, addScaled, dot, dotFour, dotTwo, scale } from "./vector";

const done: i32 = 0;
const notConverged: i32 = 1;

/** Bytes that {@link symmetricEigen} needs, matrix and results included. */
export function workspace(order: i32, count: i32, stages: i32): f64 {
  const size = <f64>sizeOf(order), stride = <f64>strideOf(sizeOf(order));
  const band = <f64>max(bandReduceWorkspace(sizeOf(order)), chaseBulgesWorkspace(order));
  const tridiagonal = stages == 2 ? band : <f64>tridiagonaliseWorkspace(sizeOf(order));
  const vectors = <f64>mergeWorkspace(order) + size * stride;
  const back = <f64>applyReflectorsWorkspace(count);
  const own = size * stride + <f64>count * stride + 8 * (size + 16) + <f64>productWorkspace();
  return 8 * (own + max(tridiagonal, count > 0 ? max(vectors, back) : 0));
}

/**
 * Eigenvalues, descending, to `values` and eigenvectors of the `count` largest as rows of `vectors` (stride as the
 * matrix), of `matrix` (sizeOf(order) rows) times the powers of two `first` and `second`, which bring its largest element
 * to about 1; with 2 `stages` by way of a band, then without vectors. Its lower triangle is used; it is overwritten, and {@link largestElement} must have seen it. @returns 0
 * when all is well.
 */
export function symmetricEigen(
  order: i32, matrix: usize, first: f64, second: f64, values: usize, count: i32, vectors: usize,
  stages: i32,
): i32 {
  const size = sizeOf(order), stride = strideOf(size);
  scaleLower(matrix, order, size, stride, first, second);
  completeBlocks(matrix, size, stride);
  const d = allocate(size), e = allocate(size), tau = allocate(size), sorted = allocate(size);
  if (stages == 2) {
    reduceToBand(matrix, stride, order, size);
    chaseBulges(matrix, stride, order, d, e);
  } else tridiagonalise(matrix, stride, order, size, d, e, tau);
  if (count == 0) {
    if (!tridiagonalValues(order, d, e)) return notConverged;
    for (let i = 0; i < order; i++) put(values, i, get(d, order - 1 - i));
    release(d);
    return done;
  }
  const z = allocate(<usize>size * <usize>stride);
  if (!divideAndConquer(order, d, e, sorted, z, stride, count)) return notConverged;
  for (let i = 0; i < order; i++) put(values, i, get(d, getInteger(sorted, order - 1 - i)));
  for (let i = 0; i < count; i++) {
    const row = getInteger(sorted, order - 1 - i);
    memory.copy(element(vectors, i, stride, 0), element(z, row, stride, 0), <usize>stride << 3);
  }
  release(z);
  applyReflectors(vectors, stride, count, matrix, stride, order, order, tau);
  release(d);
  return done;
}

/** Bytes for a Cholesky factorisation of `order` and solving with `columns` right-hand sides. */
export function choleskyBytes(order: i32, columns: i32): f64 {
  const size = <f64>sizeOf(order);
  const own = size * (<f64>strideOf(sizeOf(order)) + <f64>strideOf(sizeOf(columns)));
  return 8 * (own + <f64>choleskyWorkspace(sizeOf(order)) + <f64>productWorkspace() + 64);
}

/** Bytes for {@link qr} of a matrix with `rows` columns and `columns` rows, and for `absorb` of as much. */
export function qrBytes(rows: i32, columns: i32, isKept: bool): f64 {
  const wide = <f64>strideOf(sizeOf(max(rows, columns))), kept = isKept ? <f64>sizeOf(rows) * wide * 2 : 32 * wide;
  const own = <f64>sizeOf(rows) * (wide + <f64>strideOf(sizeOf(rows))) + kept + <f64>(columns + rows + 128);
  const panels = <f64>triangulariseWorkspace(rows) + <f64>applyReflectorsWorkspace(rows);
  return 8 * (own + panels + <f64>productWorkspace());
}

/**
 * [L 0] = M Q in place for M with `rows` rows and `columns` columns, zeros up to multiples of 4; where `q` is not 0, the
 * first min(rows, columns) rows of Qᵀ go there (stride as M).
 */
export function qr(rows: i32, columns: i32, m: usize, q: usize): void {
  const number = min(rows, columns), stride = strideOf(sizeOf(columns));
  const tau = allocate(number);
  const reflectors = allocate(<usize>(q == 0 ? 32 : number) * <usize>stride);
  triangularise(m, stride, rows, columns, reflectors, tau, q != 0);
  if (q != 0) {
    for (let i = 0; i < number; i++) {
      memory.fill(element(q, i, stride, 0), 0, <usize>stride << 3);
      store<f64>(element(q, i, stride, i), 1);
    }
    applyReflectors(q, stride, number, reflectors, stride, number, columns, tau);
  }
  release(tau);
}

/** Bytes for `gaussianSums` of two panels, of `levels` sums for each of their points in all. */
export function gaussianSumsBytes(rows: i32, columns: i32, depth: i32, levels: i32): f64 {
  const points = <f64>(sizeOf(rows) + sizeOf(columns));
  const own = points * (<f64>strideOf(sizeOf(depth)) + 4 + 2 * <f64>levels) + 64 * <f64>(levels + 16);
  return 8 * (own + gaussianSumsWorkspace(columns));
}
