import { allocate, element, get, put, release } from "./memory";
import { multiply, packAlong } from "./product";
import { multiplyTile } from "./tile";
import { addScaled, dot, scale } from "./vector";

/** Columns factored before the rest is updated. A multiple of 4. */
const panel: i32 = 64;

/** Numbers of work space that {@link cholesky} takes from the stack. */
export function choleskyWorkspace(size: i32): usize {
  return <usize>panel * <usize>(size + 8) + 64;
}

/**
 * A = L Lᵀ in the lower triangle of A, by blocks (Golub & Van Loan 2013, 4.2.9). `size` is the order padded to a multiple
 * of 4; rows beyond the order are zero. @returns the first row whose pivot (left on its diagonal) is not positive, or −1.
 */
export function cholesky(a: usize, stride: i32, order: i32, size: i32): i32 {
  const strips = allocate(<usize>panel * <usize>(size + 4));
  for (let first = 0; first < order; first += panel) {
    const last = min(first + panel, order);
    for (let i = first; i < order; i++) {
      const row = element(a, i, stride, first);
      for (let j = first; j < min(i, last); j++) {
        const other = element(a, j, stride, first);
        const rest = get(row, j - first) - shortDot(row, other, j - first);
        put(row, j - first, rest / get(other, j - first));
      }
      if (i >= last) continue;
      const pivot = get(row, i - first) - shortDot(row, row, i - first);
      if (!(pivot > 0)) {
        put(row, i - first, pivot);
        release(strips);
        return i;
      }
      put(row, i - first, sqrt(pivot));
    }
    if (last < order) subtractSquare(a, stride, size, first, last, strips);
  }
  release(strips);
  return -1;
}

/** Σ x y over the first `count` numbers; those after them in the last group of four need not be zero. */
@inline
function shortDot(x: usize, y: usize, count: i32): f64 {
  const whole = count & ~3;
  let sum = whole == 0 ? 0.0 : dot(x, y, 0, whole);
  for (let k = whole; k < count; k++) sum += get(x, k) * get(y, k);
  return sum;
}

/** A ← A − P Pᵀ on the lower triangle behind the panel P. */
function subtractSquare(a: usize, stride: i32, size: i32, first: i32, last: i32, strips: usize): void {
  const strip = <usize>panel << 5;
  for (let i = last; i < size; i += 4) {
    packAlong(strips + <usize>((i - last) >> 2) * strip, element(a, i, stride, first), panel, stride, 1);
  }
  for (let i = last; i < size; i += 4) {
    const left = strips + <usize>((i - last) >> 2) * strip;
    for (let j = last; j <= i; j += 4) {
      const right = strips + <usize>((j - last) >> 2) * strip;
      multiplyTile(panel, left, right, element(a, i, stride, j), stride, -1, true);
    }
  }
}

/** X ← L⁻¹ X for `columns` columns (rows of x have a stride that is a multiple of 4, padded with zeros). */
export function solveLower(l: usize, stride: i32, order: i32, x: usize, xStride: i32, columns: i32): void {
  const padded = (columns + 3) & ~3;
  for (let first = 0; first < order; first += panel) {
    const last = min(first + panel, order);
    for (let i = first; i < last; i++) {
      const row = element(l, i, stride, 0), xi = element(x, i, xStride, 0);
      for (let j = first; j < i; j++) addScaled(xi, -get(row, j), element(x, j, xStride, 0), 0, padded);
      scale(xi, 1 / get(row, i), 0, padded);
    }
    if (last == order) continue;
    const block = element(l, last, stride, first);
    multiply(
      order - last, columns, last - first, -1, block, stride, 1,
      element(x, first, xStride, 0), xStride, 1, element(x, last, xStride, 0), xStride, true,
    );
  }
}

/** X ← L⁻ᵀ X, as {@link solveLower}. */
export function solveUpper(l: usize, stride: i32, order: i32, x: usize, xStride: i32, columns: i32): void {
  const padded = (columns + 3) & ~3;
  for (let first = (order - 1) / panel * panel; first >= 0; first -= panel) {
    const last = min(first + panel, order);
    if (last < order) {
      multiply(
        last - first, columns, order - last, -1, element(l, last, stride, first), 1, stride,
        element(x, last, xStride, 0), xStride, 1, element(x, first, xStride, 0), xStride, true,
      );
    }
    for (let i = last - 1; i >= first; i--) {
      const row = element(l, i, stride, 0), xi = element(x, i, xStride, 0);
      scale(xi, 1 / get(row, i), 0, padded);
      for (let j = first; j < i; j++) addScaled(element(x, j, xStride, 0), -get(row, j), xi, 0, padded);
    }
  }
}
