import { allocate, element, get, put, release, strideOf, zero } from "./memory";
import { packAcross } from "./product";
import { multiplySymmetric } from "./symmetricVector";
import { multiplyTile } from "./tile";
import { addScaled, addTwoScaled, dot, scale } from "./vector";

/** Columns reduced before the rest of the matrix is updated. A multiple of 4. */
const panel: i32 = 32;

/** A column whose norm is below this part of the matrix (scaled to about 1) is as good as zero; its square would underflow. */
const negligible: f64 = 1e-140;

/** Numbers of work space that {@link tridiagonalise} takes from the stack. */
export function tridiagonaliseWorkspace(size: i32): usize {
  return <usize>(6 * panel) * <usize>strideOf(size) + 64;
}

/**
 * Reduce a symmetric matrix to tridiagonal form T = Qᵀ A Q by Householder reflections, Q = H₀ H₁ …, Hⱼ = I − τⱼ vⱼ vⱼᵀ
 * (Golub & Van Loan 2013, 8.3.1; blocked as Dongarra, Sorensen & Hammarling 1989).
 *
 * `matrix` holds the lower triangle and full 4×4 diagonal blocks, `size` (a multiple of 4) rows of which those from
 * `order` on are zero. On return row j of it is vⱼ (zero up to j, then 1, …); d has `order` numbers, e `order` − 1.
 */
export function tridiagonalise(matrix: usize, stride: i32, order: i32, size: i32, d: usize, e: usize, tau: usize): void {
  const columns = allocate(<usize>panel * <usize>stride);
  const w = allocate(<usize>panel * <usize>stride);
  const left = allocate(<usize>(2 * panel) * <usize>stride);
  const right = allocate(<usize>(2 * panel) * <usize>stride);
  for (let first = 0; first < order; first += panel) {
    const last = min(first + panel, order);
    copyColumns(columns, matrix, stride, first, size);
    for (let j = first; j < last; j++) reduceColumn(matrix, stride, columns, w, first, j, order, size, d, e, tau);
    if (last < order) updateTrailing(matrix, stride, w, left, right, first, last, size);
  }
  release(columns);
}

/** The columns first … first + panel − 1, from row `first` down, as rows. */
function copyColumns(columns: usize, matrix: usize, stride: i32, first: i32, size: i32): void {
  const width = min(panel, size - first);
  for (let i = first; i < size; i++) {
    const row = element(matrix, i, stride, first);
    for (let k = 0; k < width; k++) store<f64>(element(columns, k, stride, i), get(row, k));
  }
}

function reduceColumn(
  matrix: usize, stride: i32, columns: usize, w: usize, first: i32, j: i32, order: i32, size: i32,
  d: usize, e: usize, tau: usize,
): void {
  const k = j - first;
  const x = element(columns, k, stride, 0);
  const wj = element(w, k, stride, 0);
  const start = j & ~3;
  for (let i = 0; i < k; i++) {
    const vi = element(matrix, first + i, stride, 0), wi = element(w, i, stride, 0);
    addTwoScaled(x, -get(wi, j), vi, -get(vi, j), wi, start, size);
  }
  put(d, j, get(x, j));
  const v = element(matrix, j, stride, 0);
  zero(v, size);
  put(tau, j, 0);
  zero(wj, size);
  if (j + 1 >= order) return;
  const t = reflector(v, x, j + 1, size, e + (<usize>j << 3));
  put(tau, j, t);
  if (t == 0) return;
  const begin = (j + 1) & ~3;
  multiplySymmetric(wj, matrix, stride, v, begin, size);
  for (let i = 0; i < k; i++) {
    const vi = element(matrix, first + i, stride, 0), wi = element(w, i, stride, 0);
    addTwoScaled(wj, -dot(wi, v, begin, size), vi, -dot(vi, v, begin, size), wi, begin, size);
  }
  scale(wj, t, begin, size);
  addScaled(wj, -0.5 * t * dot(wj, v, begin, size), v, begin, size);
}

/** The reflector that maps x[from …] to (β, 0, …): v, with v[from] = 1, and τ as the result; β goes to `beta`. */
function reflector(v: usize, x: usize, from: i32, size: i32, beta: usize): f64 {
  const head = get(x, from);
  memory.copy(v + (<usize>(from + 1) << 3), x + (<usize>(from + 1) << 3), <usize>(size - from - 1) << 3);
  const tail = dot(v, v, from & ~3, size);
  if (tail < negligible * negligible) {
    zero(v, size);
    put(v, from, 1);
    store<f64>(beta, head);
    return 0;
  }
  const norm = -copysign(sqrt(head * head + tail), head);
  scale(v, 1 / (head - norm), from & ~3, size);
  put(v, from, 1);
  store<f64>(beta, norm);
  return (norm - head) / norm;
}

/** A ← A − V Wᵀ − W Vᵀ on the lower triangle from row `last`, as one product [V W] [W V]ᵀ. */
function updateTrailing(
  matrix: usize, stride: i32, w: usize, left: usize, right: usize, first: i32, last: i32, size: i32,
): void {
  const strip = <usize>(2 * panel) << 5, half = strip >> 1;
  for (let i = last; i < size; i += 4) {
    const at = <usize>((i - last) >> 2) * strip;
    const vi = element(matrix, first, stride, i), wi = element(w, 0, stride, i);
    packAcross(left + at, vi, panel, stride);
    packAcross(left + at + half, wi, panel, stride);
    packAcross(right + at, wi, panel, stride);
    packAcross(right + at + half, vi, panel, stride);
  }
  for (let i = last; i < size; i += 4) {
    const a = left + <usize>((i - last) >> 2) * strip;
    for (let j = last; j <= i; j += 4) {
      const b = right + <usize>((j - last) >> 2) * strip;
      multiplyTile(2 * panel, a, b, element(matrix, i, stride, j), stride, -1, true);
    }
  }
}
