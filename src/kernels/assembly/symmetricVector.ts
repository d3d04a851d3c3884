import { element } from "./memory";
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
  let a = rows + (<usize>from << 3);
  let x = v + (<usize>from << 3);
  let y = p + (<usize>from << 3);
  const diagonal = v + (<usize>row << 3);
  const v0 = v128.load_splat<f64>(diagonal, 0), v1 = v128.load_splat<f64>(diagonal, 8);
  const v2 = v128.load_splat<f64>(diagonal, 16), v3 = v128.load_splat<f64>(diagonal, 24);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  while (x < diagonal) {
    const xj = v128.load(x);
    let yj = v128.load(y);
    const a0 = v128.load(a);
    s0 = f64x2.add(s0, f64x2.mul(a0, xj));
    yj = f64x2.add(yj, f64x2.mul(a0, v0));
    const a1 = v128.load(a + step);
    s1 = f64x2.add(s1, f64x2.mul(a1, xj));
    yj = f64x2.add(yj, f64x2.mul(a1, v1));
    const a2 = v128.load(a + 2 * step);
    s2 = f64x2.add(s2, f64x2.mul(a2, xj));
    yj = f64x2.add(yj, f64x2.mul(a2, v2));
    const a3 = v128.load(a + 3 * step);
    s3 = f64x2.add(s3, f64x2.mul(a3, xj));
    yj = f64x2.add(yj, f64x2.mul(a3, v3));
    v128.store(y, yj);
    a += 16;
    x += 16;
    y += 16;
  }
  const x0 = v128.load(x, 0), x1 = v128.load(x, 16);
  s0 = f64x2.add(s0, f64x2.add(f64x2.mul(v128.load(a, 0), x0), f64x2.mul(v128.load(a, 16), x1)));
  a += step;
  s1 = f64x2.add(s1, f64x2.add(f64x2.mul(v128.load(a, 0), x0), f64x2.mul(v128.load(a, 16), x1)));
  a += step;
  s2 = f64x2.add(s2, f64x2.add(f64x2.mul(v128.load(a, 0), x0), f64x2.mul(v128.load(a, 16), x1)));
  a += step;
  s3 = f64x2.add(s3, f64x2.add(f64x2.mul(v128.load(a, 0), x0), f64x2.mul(v128.load(a, 16), x1)));
  store<f64>(y, load<f64>(y, 0) + sumLanes(s0), 0);
  store<f64>(y, load<f64>(y, 8) + sumLanes(s1), 8);
  store<f64>(y, load<f64>(y, 16) + sumLanes(s2), 16);
  store<f64>(y, load<f64>(y, 24) + sumLanes(s3), 24);
}
