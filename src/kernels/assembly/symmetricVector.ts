import { element } from "./memory";
import { multiplyAdd } from "./multiplyAdd";
import { sumLanes } from "./vector";

/**
 * p ← A v from the lower triangle of A, rows and columns [from, size), both multiples of 4; p must be zero there.
 *
 * Each number of the triangle is read once and used twice, since the matrix is larger than the cache. The 4×4 blocks on
 * the diagonal are stored in full.
 */
export function multiplySymmetric(p: usize, matrix: usize, stride: i32, v: usize, from: i32, size: i32): void {
  for (let row = from; row < size; row += 4) multiplyRows(p, element(matrix, row, stride, 0), stride, v, from, row);
}

/** The share of four rows: p[row …] += A[row …, from …] v and, for the columns left of the diagonal block, p += Aᵀ v. */
export function multiplyRows(p: usize, rows: usize, stride: i32, v: usize, from: i32, row: i32): void {
  const step = <usize>stride << 3;
  const a = rows + (<usize>from << 3);
  let x = v + (<usize>from << 3);
  let y = p + (<usize>from << 3);
  const diagonal = v + (<usize>row << 3);
  const v0 = v128.load_splat<f64>(diagonal, 0), v1 = v128.load_splat<f64>(diagonal, 8);
  const v2 = v128.load_splat<f64>(diagonal, 16), v3 = v128.load_splat<f64>(diagonal, 24);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  let a0 = a, a1 = a + step, a2 = a + 2 * step, a3 = a + 3 * step;
  let xj: v128, yj: v128, aj: v128;
  while (x < diagonal) {
    xj = v128.load(x, 0);
    yj = v128.load(y, 0);
    aj = v128.load(a0, 0);
    s0 = multiplyAdd(s0, aj, xj);
    yj = multiplyAdd(yj, aj, v0);
    aj = v128.load(a1, 0);
    s1 = multiplyAdd(s1, aj, xj);
    yj = multiplyAdd(yj, aj, v1);
    aj = v128.load(a2, 0);
    s2 = multiplyAdd(s2, aj, xj);
    yj = multiplyAdd(yj, aj, v2);
    aj = v128.load(a3, 0);
    s3 = multiplyAdd(s3, aj, xj);
    yj = multiplyAdd(yj, aj, v3);
    v128.store(y, yj, 0);
    xj = v128.load(x, 16);
    yj = v128.load(y, 16);
    aj = v128.load(a0, 16);
    s0 = multiplyAdd(s0, aj, xj);
    yj = multiplyAdd(yj, aj, v0);
    aj = v128.load(a1, 16);
    s1 = multiplyAdd(s1, aj, xj);
    yj = multiplyAdd(yj, aj, v1);
    aj = v128.load(a2, 16);
    s2 = multiplyAdd(s2, aj, xj);
    yj = multiplyAdd(yj, aj, v2);
    aj = v128.load(a3, 16);
    s3 = multiplyAdd(s3, aj, xj);
    yj = multiplyAdd(yj, aj, v3);
    v128.store(y, yj, 16);
    a0 += 32;
    a1 += 32;
    a2 += 32;
    a3 += 32;
    x += 32;
    y += 32;
  }
  const x0 = v128.load(x, 0), x1 = v128.load(x, 16);
  s0 = multiplyAdd(multiplyAdd(s0, v128.load(a0, 0), x0), v128.load(a0, 16), x1);
  s1 = multiplyAdd(multiplyAdd(s1, v128.load(a1, 0), x0), v128.load(a1, 16), x1);
  s2 = multiplyAdd(multiplyAdd(s2, v128.load(a2, 0), x0), v128.load(a2, 16), x1);
  s3 = multiplyAdd(multiplyAdd(s3, v128.load(a3, 0), x0), v128.load(a3, 16), x1);
  store<f64>(y, load<f64>(y, 0) + sumLanes(s0), 0);
  store<f64>(y, load<f64>(y, 8) + sumLanes(s1), 8);
  store<f64>(y, load<f64>(y, 16) + sumLanes(s2), 16);
  store<f64>(y, load<f64>(y, 24) + sumLanes(s3), 24);
}
