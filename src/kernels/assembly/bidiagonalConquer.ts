import { bidiagonalMerge } from "./bidiagonalMerge";
import { bidiagonalVectors } from "./bidiagonalVectors";
import { sortRows } from "./integers";
import { allocate, element, put, release, zero } from "./memory";

/** Matrices up to this order are solved by QR iteration. */
const leaf: i32 = 24;

/**
 * Singular values and vectors of the upper bidiagonal matrix (d, e) by divide and conquer (Gu & Eisenstat 1995b), so that
 * vectors of clustered values are orthogonal.
 *
 * d becomes the singular values, none negative; `sorted` (order 32-bit integers) lists them ascending; row i of `u`
 * (order rows) and of `v` (order + 1 rows and columns) is the left and right vector of d[i]. e has `order` numbers and is
 * overwritten. @returns false when QR iteration fails.
 */
export function bidiagonalConquer(
  order: i32, d: usize, e: usize, sorted: usize, u: usize, v: usize, stride: i32,
): bool {
  put(e, order - 1, 0);
  for (let i = 0; i <= order; i++) {
    zero(element(v, i, stride, 0), stride);
    store<f64>(element(v, i, stride, i), 1);
    if (i == order) break;
    zero(element(u, i, stride, 0), stride);
    store<f64>(element(u, i, stride, i), 1);
  }
  return conquer(0, order, d, e, sorted, u, v, stride);
}

function conquer(from: i32, to: i32, d: usize, e: usize, sorted: usize, u: usize, v: usize, stride: i32): bool {
  if (to - from <= leaf) {
    if (!bidiagonalVectors(from, to, d, e, u, v, stride)) return false;
    sortRows(sorted, from, to, d);
    return true;
  }
  const middle = (from + to) >> 1;
  if (!conquer(from, middle, d, e, sorted, u, v, stride)) return false;
  if (!conquer(middle + 1, to, d, e, sorted, u, v, stride)) return false;
  const top = allocate(0);
  bidiagonalMerge(from, middle, to, d, e, sorted, u, v, stride);
  release(top);
  return true;
}
