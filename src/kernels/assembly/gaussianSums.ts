import { allocate, element, get, put, release, sizeOf, strideOf } from "./memory";
import { multiplyAdd } from "./multiplyAdd";
import { multiply, productWorkspace } from "./product";
import { sumLanes } from "./vector";

/** Rows whose distances are held at once: they stay in the second-level cache with the columns of a panel. */
const rowsAtOnce: i32 = 64;

/** Numbers that {@link gaussianSums} takes from the stack. */
export function gaussianSumsWorkspace(columns: i32): f64 {
  return <f64>(rowsAtOnce + 1) * <f64>strideOf(sizeOf(columns)) + <f64>productWorkspace() + 64;
}

/**
 * Add Σ_j exp(−rate·4^l·‖x_i − y_j‖²) for l = 0 … levels − 1 to row l of `rowSums` (levels × rowStride) at i, and the same sum
 * over the columns of i's group, from `starts` to `ends`, to `rowSame`; where `columnSums` is not 0, what each column gets from all
 * rows and from those of its group to `columnSums` and `columnSame` (levels × columnStride). Starts, ends and the number
 * of columns are even. `xNorms` and `yNorms` are ‖x‖² and ‖y‖²; 1e300 takes a point out. With `isSame`, x and y are the same points,
 * whose distance from themselves is 0.
 */
export function gaussianSums(
  rows: i32, columns: i32, depth: i32, x: usize, xStride: i32, y: usize, yStride: i32, xNorms: usize, yNorms: usize,
  starts: usize, ends: usize, rate: f64, levels: i32, rowSums: usize, rowSame: usize, rowStride: i32,
  columnSums: usize, columnSame: usize, columnStride: i32, isSame: bool,
): void {
  const stride = strideOf(sizeOf(columns));
  const products = allocate(<usize>rowsAtOnce * <usize>stride);
  for (let top = 0; top < rows; top += rowsAtOnce) {
    const height = min(rowsAtOnce, rows - top);
    multiply(height, columns, depth, -2, element(x, top, xStride, 0), xStride, 1, y, 1, yStride, products, stride, false);
    for (let r = 0; r < height; r++) {
      const i = top + r, row = element(products, r, stride, 0);
      if (get(xNorms, i) >= 1e300) continue;
      exponentials(row, yNorms, get(xNorms, i), -rate, columns);
      if (isSame) put(row, i, 1);
      const start = <i32>get(starts, i), end = <i32>get(ends, i);
      for (let l = 0; l < levels; l++) {
        if (l > 0) fourthPowers(row, columns);
        const all = columnSums == 0 ? 0 : element(columnSums, l, columnStride, 0);
        const same = columnSame == 0 ? 0 : element(columnSame, l, columnStride, 0);
        const before = addValues(row, all, 0, start), after = addValues(row, all, end, columns);
        const own = addValues(row, all, start, end);
        if (same != 0) addValues(row, same, start, end);
        const sums = element(rowSums, l, rowStride, i), ownSums = element(rowSame, l, rowStride, i);
        store<f64>(sums, load<f64>(sums) + (before + own + after));
        store<f64>(ownSums, load<f64>(ownSums) + own);
        // Every point's sums have 1 from itself: the powers of what is smaller than this would be lost in rounding.
        if (before + own + after < 1e-24) break;
      }
    }
  }
  release(products);
}

/** row[j] ← exp(rate · max(0, norm + norms[j] + row[j])); 0 where that is below 1e-307. */
export function exponentials(row: usize, norms: usize, norm: f64, rate: f64, columns: i32): void {
  const own = f64x2.splat(norm), factor = f64x2.splat(rate), zero = f64x2.splat(0);
  const end = row + (<usize>columns << 3);
  while (row < end) {
    const distance = f64x2.max(zero, f64x2.add(f64x2.add(own, v128.load(norms)), v128.load(row)));
    v128.store(row, exponential(f64x2.mul(factor, distance)));
    row += 16;
    norms += 16;
  }
}

/** row[j] ← row[j]⁴. */
export function fourthPowers(row: usize, columns: i32): void {
  const end = row + (<usize>columns << 3);
  while (row < end) {
    const value = v128.load(row), square = f64x2.mul(value, value);
    v128.store(row, f64x2.mul(square, square));
    row += 16;
  }
}

/** Σ row[j] over [from, to); each is also added to `target`, where that is not 0. */
export function addValues(row: usize, target: usize, from: i32, to: i32): f64 {
  let sum = f64x2.splat(0);
  const end = row + (<usize>to << 3);
  row += <usize>from << 3;
  if (target == 0) {
    while (row < end) {
      sum = f64x2.add(sum, v128.load(row));
      row += 16;
    }
    return sumLanes(sum);
  }
  target += <usize>from << 3;
  while (row < end) {
    const value = v128.load(row);
    sum = f64x2.add(sum, value);
    v128.store(target, f64x2.add(v128.load(target), value));
    row += 16;
    target += 16;
  }
  return sumLanes(sum);
}

/** Added to a number below 2⁵¹, it leaves the nearest whole number in the lowest bits. */
const rounder: f64 = 6755399441055744.0;

/**
 * exp(x) for x ≤ 0, to about an ulp; 0 below −707. x = k ln 2 + r with |r| ≤ ln 2 / 2 (Cody & Waite 1980), the series of
 * exp(r) to r¹³, whose next term is below 5e-18, and k added to the exponent.
 */
@inline
function exponential(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(rounder));
  const k = f64x2.sub(shifted, f64x2.splat(rounder));
  const r = multiplyAdd(
    multiplyAdd(x, k, f64x2.splat(-0.6931471803691238)), k, f64x2.splat(-1.9082149292705877e-10),
  );
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2), r8 = f64x2.mul(r4, r4);
  const c01 = f64x2.add(f64x2.splat(1), r);
  const c23 = multiplyAdd(f64x2.splat(1.0 / 2.0), r, f64x2.splat(1.0 / 6.0));
  const c45 = multiplyAdd(f64x2.splat(1.0 / 24.0), r, f64x2.splat(1.0 / 120.0));
  const c67 = multiplyAdd(f64x2.splat(1.0 / 720.0), r, f64x2.splat(1.0 / 5040.0));
  const c89 = multiplyAdd(f64x2.splat(1.0 / 40320.0), r, f64x2.splat(1.0 / 362880.0));
  const cab = multiplyAdd(f64x2.splat(1.0 / 3628800.0), r, f64x2.splat(1.0 / 39916800.0));
  const ccd = multiplyAdd(f64x2.splat(1.0 / 479001600.0), r, f64x2.splat(1.0 / 6227020800.0));
  const low = multiplyAdd(multiplyAdd(c01, r2, c23), r4, multiplyAdd(c45, r2, c67));
  const high = multiplyAdd(multiplyAdd(c89, r2, cab), r4, ccd);
  const scaled = i64x2.add(multiplyAdd(low, r8, high), i64x2.shl(shifted, 52));
  return v128.and(scaled, f64x2.ge(x, f64x2.splat(-707)));
}
