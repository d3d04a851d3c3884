import { allocate, element, release } from "./memory";
import { packAcross } from "./product";
import { multiplyTile } from "./tile";

/**
 * A ← A − V Wᵀ − W Vᵀ on the lower triangle of rows and columns [start, size), both multiples of 4, as one product
 * [V W] [W V]ᵀ. The `count` columns of V and W are rows of `v` and `w`, with the stride of the matrix.
 */
export function updateLower(matrix: usize, stride: i32, start: i32, size: i32, v: usize, w: usize, count: i32): void {
  const numbers = <usize>(2 * count) * <usize>(size - start);
  const left = allocate(numbers), right = allocate(numbers);
  const strip = <usize>(2 * count) << 5, half = strip >> 1;
  for (let i = start; i < size; i += 4) {
    const at = <usize>((i - start) >> 2) * strip, vi = v + (<usize>i << 3), wi = w + (<usize>i << 3);
    packAcross(left + at, vi, count, stride);
    packAcross(left + at + half, wi, count, stride);
    packAcross(right + at, wi, count, stride);
    packAcross(right + at + half, vi, count, stride);
  }
  for (let i = start; i < size; i += 4) {
    const a = left + <usize>((i - start) >> 2) * strip;
    for (let j = start; j <= i; j += 4) {
      const b = right + <usize>((j - start) >> 2) * strip;
      multiplyTile(2 * count, a, b, element(matrix, i, stride, j), stride, -1, true);
    }
  }
  release(left);
}
