import { multiplyAdd } from "./multiplyAdd";

/**
 * C ← keep · C + sign · A B for one 4×4 tile of C.
 *
 * `a` and `b` are strips: for each of the `depth` steps, four numbers of a column of A and four of a row of B.
 * Eight accumulators of two lanes fill the sixteen registers of the narrowest machine without spilling (van Zee & van de
 * Geijn 2015, BLIS, call this the micro-kernel).
 */
export function multiplyTile(depth: i32, a: usize, b: usize, c: usize, stride: i32, sign: f64, keep: bool): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  const end = a + (<usize>depth << 5);
  while (a < end) {
    const b0 = v128.load(b, 0), b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f64>(a, 0);
    c00 = multiplyAdd(c00, a0, b0);
    c01 = multiplyAdd(c01, a0, b1);
    const a1 = v128.load_splat<f64>(a, 8);
    c10 = multiplyAdd(c10, a1, b0);
    c11 = multiplyAdd(c11, a1, b1);
    const a2 = v128.load_splat<f64>(a, 16);
    c20 = multiplyAdd(c20, a2, b0);
    c21 = multiplyAdd(c21, a2, b1);
    const a3 = v128.load_splat<f64>(a, 24);
    c30 = multiplyAdd(c30, a3, b0);
    c31 = multiplyAdd(c31, a3, b1);
    a += 32;
    b += 32;
  }
  const s = f64x2.splat(sign);
  const row = <usize>stride << 3;
  finishRow(c, c00, c01, s, keep);
  finishRow(c + row, c10, c11, s, keep);
  finishRow(c + 2 * row, c20, c21, s, keep);
  finishRow(c + 3 * row, c30, c31, s, keep);
}

@inline
function finishRow(c: usize, left: v128, right: v128, sign: v128, keep: bool): void {
  left = f64x2.mul(left, sign);
  right = f64x2.mul(right, sign);
  if (keep) {
    left = f64x2.add(left, v128.load(c, 0));
    right = f64x2.add(right, v128.load(c, 16));
  }
  v128.store(c, left, 0);
  v128.store(c, right, 16);
}
