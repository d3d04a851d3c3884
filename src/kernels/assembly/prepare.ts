import { element, zero } from "./memory";

/**
 * The largest magnitude in `order` rows and columns, or NaN when an element is NaN or infinite. Columns from `order` on
 * are set to zero up to the stride.
 */
export function largestElement(matrix: usize, order: i32, stride: i32): f64 {
  let largest = f64x2.splat(0), suspects = f64x2.splat(0);
  const width = (order + 3) & ~3;
  for (let i = 0; i < order; i++) {
    zero(element(matrix, i, stride, order), stride - order);
    let row = element(matrix, i, stride, 0);
    const end = row + (<usize>width << 3);
    while (row < end) {
      const x = v128.load(row, 0), y = v128.load(row, 16);
      largest = f64x2.pmax(f64x2.pmax(largest, f64x2.abs(x)), f64x2.abs(y));
      // x − x is zero but for NaN and the infinities, which leave NaN.
      suspects = f64x2.add(suspects, f64x2.add(f64x2.sub(x, x), f64x2.sub(y, y)));
      row += 32;
    }
  }
  if (f64x2.extract_lane(suspects, 0) != 0 || f64x2.extract_lane(suspects, 1) != 0) return NaN;
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/**
 * A ← first · second · A on the lower triangle (two factors, as their product may be beyond float64). Rows from `order` to
 * `size` become zero.
 */
export function scaleLower(matrix: usize, order: i32, size: i32, stride: i32, first: f64, second: f64): void {
  const a = f64x2.splat(first), b = f64x2.splat(second);
  for (let i = 0; i < order; i++) {
    let row = element(matrix, i, stride, 0);
    const end = element(matrix, i, stride, (i & ~3) + 4);
    while (row < end) {
      v128.store(row, f64x2.mul(f64x2.mul(v128.load(row), a), b));
      row += 16;
    }
  }
  for (let i = order; i < size; i++) zero(element(matrix, i, stride, 0), stride);
}

/** Mirror the lower triangle inside the 4×4 blocks on the diagonal. */
export function completeBlocks(matrix: usize, size: i32, stride: i32): void {
  for (let i = 0; i < size; i++) {
    for (let j = i & ~3; j < i; j++) {
      store<f64>(element(matrix, j, stride, i), load<f64>(element(matrix, i, stride, j)));
    }
  }
}
