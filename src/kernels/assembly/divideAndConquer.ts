import { sortRows } from "./integers";
import { allocate, element, get, put, release, zero } from "./memory";
import { merge } from "./merge";
import { tridiagonalVectors } from "./tridiagonalVectors";

/** Matrices up to this order are solved by QL iteration. */
const leaf: i32 = 32;

/**
 * Eigenvalues and eigenvectors of the tridiagonal matrix (d, e) by divide and conquer (Cuppen 1981), with the
 * deflation and the stable eigenvectors of Gu & Eisenstat 1995, so that vectors of clustered eigenvalues are orthogonal.
 *
 * d becomes the eigenvalues; `sorted` (order 32-bit integers) lists them ascending, and row i of `z` is the eigenvector of d[i]. Only the
 * rows of the `wanted` largest eigenvalues are formed. e is overwritten. @returns false when QL iteration fails.
 */
export function divideAndConquer(
  order: i32, d: usize, e: usize, sorted: usize, z: usize, stride: i32, wanted: i32,
): bool {
  for (let i = 0; i < order; i++) {
    zero(element(z, i, stride, 0), stride);
    store<f64>(element(z, i, stride, i), 1);
  }
  return conquer(0, order, d, e, sorted, z, stride, wanted);
}

function conquer(from: i32, to: i32, d: usize, e: usize, sorted: usize, z: usize, stride: i32, wanted: i32): bool {
  if (to - from <= leaf) {
    if (!tridiagonalVectors(from, to, d, e, z, stride)) return false;
    sortRows(sorted, from, to, d);
    return true;
  }
  const middle = (from + to) >> 1;
  const tear = get(e, middle - 1);
  put(d, middle - 1, get(d, middle - 1) - abs(tear));
  put(d, middle, get(d, middle) - abs(tear));
  if (!conquer(from, middle, d, e, sorted, z, stride, middle - from)) return false;
  if (!conquer(middle, to, d, e, sorted, z, stride, to - middle)) return false;
  const top = allocate(0);
  merge(from, middle, to, tear, d, sorted, z, stride, wanted);
  release(top);
  return true;
}
