import { allocate, element, get, put, release, strideOf, zero } from "./memory";
import { reflector } from "./reflector";
import { multiplySymmetric } from "./symmetricVector";
import { updateLower } from "./updateLower";
import { addEightScaled, addScaled, dot, dotFour, scale } from "./vector";

/** Columns reduced before the rest of the matrix is updated. A multiple of 4. */
const panel: i32 = 24;

/** The matrix at work: its address, elements from row to row, order, and the order padded to a multiple of 4. */
let matrix: usize = 0;
let stride: i32 = 0;
let order: i32 = 0;
let size: i32 = 0;

/** Of the panel at work: its columns as rows, the vectors w, and coefficients for its v and w. */
let columns: usize = 0;
let w: usize = 0;
let forV: usize = 0;
let forW: usize = 0;

/** Numbers of work space that {@link tridiagonalise} takes from the stack. */
export function tridiagonaliseWorkspace(padded: i32): usize {
  return <usize>(6 * panel) * <usize>strideOf(padded) + 2 * panel + 64;
}

/**
 * Reduce a symmetric matrix to tridiagonal form T = Qᵀ A Q by Householder reflections, Q = H₀ H₁ …, Hⱼ = I − τⱼ vⱼ vⱼᵀ
 * (Golub & Van Loan 2013, 8.3.1; blocked as Dongarra, Sorensen & Hammarling 1989).
 *
 * `address` holds the lower triangle and full 4×4 diagonal blocks, finite numbers above them; rows and columns from
 * `realOrder` to `padded` (a multiple of 4) are zero. On return row j of it is vⱼ (zero up to j, then 1, …); d has
 * `realOrder` numbers, e one less.
 */
export function tridiagonalise(
  address: usize, rowStride: i32, realOrder: i32, padded: i32, d: usize, e: usize, tau: usize,
): void {
  matrix = address;
  stride = rowStride;
  order = realOrder;
  size = padded;
  columns = allocate(<usize>panel * <usize>stride);
  w = allocate(<usize>panel * <usize>stride);
  forV = allocate(panel);
  forW = allocate(panel);
  zero(w, panel * stride);
  for (let first = 0; first < order; first += panel) {
    const last = min(first + panel, order);
    copyColumns(first);
    for (let j = first; j < last; j++) reduceColumn(first, j, d, e, tau);
    if (last < order) updateLower(matrix, stride, last, size, element(matrix, first, stride, 0), w, panel);
  }
  release(columns);
}

/** The columns first … first + panel − 1, from row `first` down, as rows. */
export function copyColumns(first: i32): void {
  const width = min(panel, size - first);
  for (let i = first; i < size; i++) {
    const row = element(matrix, i, stride, first);
    for (let k = 0; k < width; k++) store<f64>(element(columns, k, stride, i), get(row, k));
  }
}

/** Bring column j up to date, reflect it, and find its w: A ← A − v wᵀ − w vᵀ is what the reflection does to the rest. */
function reduceColumn(first: i32, j: i32, d: usize, e: usize, tau: usize): void {
  const k = j - first;
  const x = element(columns, k, stride, 0), wj = element(w, k, stride, 0), v = element(matrix, j, stride, 0);
  for (let i = 0; i < k; i++) {
    put(forV, i, -load<f64>(element(w, i, stride, j)));
    put(forW, i, -load<f64>(element(matrix, first + i, stride, j)));
  }
  addPanel(x, first, k, j & ~3);
  put(d, j, get(x, j));
  zero(v, size);
  zero(wj, size);
  put(tau, j, 0);
  if (j + 1 >= order) return;
  const t = reflector(v, x, j + 1, size, e + (<usize>j << 3));
  put(tau, j, t);
  if (t == 0) return;
  const begin = (j + 1) & ~3;
  multiplySymmetric(wj, matrix, stride, v, begin, size);
  for (let i = 0; i < k; i += 4) {
    const at = <usize>i << 3;
    dotFour(forV + at, element(w, i, stride, 0), stride, v, begin, size);
    dotFour(forW + at, element(matrix, first + i, stride, 0), stride, v, begin, size);
  }
  for (let i = 0; i < k; i++) {
    put(forV, i, -get(forV, i));
    put(forW, i, -get(forW, i));
  }
  addPanel(wj, first, k, begin);
  scale(wj, t, begin, size);
  addScaled(wj, -0.5 * t * dot(wj, v, begin, size), v, begin, size);
}

/** y ← y + Σ forV[i] v_i + forW[i] w_i over the k columns of the panel so far. */
function addPanel(y: usize, first: i32, k: i32, from: i32): void {
  for (let i = k; i < ((k + 3) & ~3); i++) {
    put(forV, i, 0);
    put(forW, i, 0);
  }
  for (let i = 0; i < k; i += 4) {
    const at = <usize>i << 3;
    const v = element(matrix, first + i, stride, 0), wi = element(w, i, stride, 0);
    addEightScaled(y, forV + at, v, forW + at, wi, stride, from, size);
  }
}
