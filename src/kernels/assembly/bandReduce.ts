import { allocate, element, get, put, release, strideOf, zero } from "./memory";
import { multiply } from "./product";
import { reflector } from "./reflector";
import { formTriangle } from "./reflectors";
import { updateLower } from "./updateLower";
import { addScaled, dotFour } from "./vector";

/** Off-diagonals that are left: columns reflected at once. A multiple of 8. */
export const bandwidth: i32 = 32;

/** Rows and columns of the blocks in which the lower triangle is multiplied; both stay in the second-level cache. */
const blockRows: i32 = 64;
const blockColumns: i32 = 256;

/** Numbers of work space that {@link reduceToBand} takes from the stack. */
export function bandReduceWorkspace(padded: i32): usize {
  return <usize>(7 * bandwidth) * <usize>strideOf(padded) + 4 * bandwidth * bandwidth + blockRows * blockRows + 128;
}

/**
 * Reduce a symmetric matrix to a band of {@link bandwidth} off-diagonals by blocks of Householder reflections, Q = I − V T Vᵀ
 * each: A ← A − V Wᵀ − W Vᵀ with W = Y T − ½ V Tᵀ Vᵀ Y T, Y = A V (Dongarra, Sorensen & Hammarling 1989; Bischof, Lang &
 * Sun 2000). All but a share of order bandwidth / order is spent in products of matrices, where the reduction to
 * tridiagonal form multiplies the whole matrix by one vector at a time and waits for the memory.
 *
 * `matrix` as in `tridiagonalise`. On return its lower triangle holds the band; what lies below that is of no use.
 */
export function reduceToBand(matrix: usize, stride: i32, order: i32, size: i32): void {
  const tau = allocate(bandwidth), dots = allocate(4);
  const columns = allocate(<usize>bandwidth * <usize>stride);
  const y = allocate(<usize>bandwidth * <usize>stride), w = allocate(<usize>bandwidth * <usize>stride);
  const gram = allocate(bandwidth * bandwidth), triangle = allocate(bandwidth * bandwidth);
  const inner = allocate(bandwidth * bandwidth), square = allocate(blockRows * blockRows);
  for (let first = 0; first + bandwidth + 1 < order; first += bandwidth) {
    const start = first + bandwidth, rest = size - start;
    const v = element(matrix, first, stride, 0), vs = v + (<usize>start << 3);
    const ys = y + (<usize>start << 3), ws = w + (<usize>start << 3);
    reflectPanel(matrix, stride, first, size, columns, tau, dots);
    multiply(bandwidth, bandwidth, rest, 1, vs, stride, 1, vs, 1, stride, gram, bandwidth, false);
    formTriangle(triangle, bandwidth, gram, bandwidth, bandwidth, tau);
    multiplyLower(y, matrix, stride, v, start, size, square);
    multiply(bandwidth, rest, bandwidth, 1, triangle, 1, bandwidth, ys, stride, 1, ws, stride, false);
    multiply(bandwidth, bandwidth, rest, 1, vs, stride, 1, ws, 1, stride, gram, bandwidth, false);
    multiply(bandwidth, bandwidth, bandwidth, 1, triangle, 1, bandwidth, gram, bandwidth, 1, inner, bandwidth, false);
    multiply(bandwidth, rest, bandwidth, -0.5, inner, bandwidth, 1, vs, stride, 1, ws, stride, true);
    updateLower(matrix, stride, start, size, v, w, bandwidth);
  }
  release(tau);
}

/**
 * Q R of the columns first … of the matrix below their band: R takes their place, and the reflectors, as rows, that of the
 * rows first … to the right of the band, which is free.
 */
function reflectPanel(matrix: usize, stride: i32, first: i32, size: i32, columns: usize, tau: usize, dots: usize): void {
  const start = first + bandwidth;
  copyBelowBand(columns, matrix, stride, first, start, size);
  for (let k = 0; k < bandwidth; k++) {
    const v = element(matrix, first + k, stride, 0), x = element(columns, k, stride, 0), head = start + k;
    zero(v + (<usize>start << 3), size - start);
    const t = head < size ? reflector(v, x, head, size, x + (<usize>head << 3)) : 0;
    put(tau, k, t);
    for (let l = (k + 1) & ~3; t != 0 && l < bandwidth; l += 4) {
      const from = head & ~3, others = element(columns, l, stride, 0);
      dotFour(dots, others, stride, v, from, size);
      for (let i = max(0, k + 1 - l); i < 4; i++) addScaled(element(others, i, stride, 0), -t * get(dots, i), v, from, size);
    }
    for (let i = start; i <= min(head, size - 1); i++) store<f64>(element(matrix, i, stride, first + k), get(x, i));
  }
}

/** The columns first … first + bandwidth − 1, from row `start` down, as rows. */
export function copyBelowBand(columns: usize, matrix: usize, stride: i32, first: i32, start: i32, size: i32): void {
  for (let i = start; i < size; i++) {
    const row = element(matrix, i, stride, first);
    for (let k = 0; k < bandwidth; k++) store<f64>(element(columns, k, stride, i), get(row, k));
  }
}

/** Rows of y ← rows of v times A, from the lower triangle of A, rows and columns [start, size). */
function multiplyLower(y: usize, matrix: usize, stride: i32, v: usize, start: i32, size: i32, square: usize): void {
  for (let k = 0; k < bandwidth; k++) zero(element(y, k, stride, start), size - start);
  for (let i = start; i < size; i += blockRows) {
    const height = min(blockRows, size - i), vi = v + (<usize>i << 3), yi = y + (<usize>i << 3);
    for (let j = start; j < i; j += blockColumns) {
      const width = min(blockColumns, i - j), block = element(matrix, i, stride, j), at = <usize>j << 3;
      multiply(bandwidth, height, width, 1, v + at, stride, 1, block, 1, stride, yi, stride, true);
      multiply(bandwidth, width, height, 1, vi, stride, 1, block, stride, 1, y + at, stride, true);
    }
    mirror(square, element(matrix, i, stride, i), stride, height);
    multiply(bandwidth, height, height, 1, vi, stride, 1, square, blockRows, 1, yi, stride, true);
  }
}

/** All of a diagonal block from its lower triangle. */
export function mirror(square: usize, block: usize, stride: i32, height: i32): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j <= i; j++) {
      const value = load<f64>(element(block, i, stride, j));
      store<f64>(element(square, i, blockRows, j), value);
      store<f64>(element(square, j, blockRows, i), value);
    }
  }
}
