import { numbers, sizeOf, type Tensor, tensorOf } from "../../base/index.ts";
import { timesVector } from "./affineMap.ts";

/** An axis of a tensor whose elements are (·, channel, ·) with `after` elements between channels. */
export interface MixedAxis {
  readonly axis: number;
  readonly after: number;
}

/**
 * The tensor with its channels mixed, t̃[…, i, …] = Σ_j A[i, j] t[…, j, …]: products in float64, the result in the type of
 * the tensor.
 *
 * @param matrix A, size × size
 */
export function mixAxis(t: Tensor, { axis, after }: MixedAxis, matrix: Float64Array, size: number): Tensor {
  const inner = after * sizeOf(t.shape.slice(axis + 1));
  const from = Float64Array.from(numbers(t));
  const mixed = new Float64Array(from.length);
  for (let start = 0; start < from.length; start += size * inner) {
    if (inner === 1) mixed.set(timesVector(matrix, from.subarray(start, start + size)), start);
    else mixRows(from, mixed, start, inner, matrix, size);
  }
  return tensorOf(t.type, t.shape, mixed);
}

/** Σ over channels of t[…, channel, …] c[channel], for a tensor whose first axis is kept and all others are summed over. */
export function sumOverChannels(t: Tensor, { axis, after }: MixedAxis, shift: Float64Array): Float64Array {
  const inner = after * sizeOf(t.shape.slice(axis + 1));
  const from = numbers(t);
  const kept = axis === 0 ? t.shape[1]! : t.shape[0]!;
  const sums = new Float64Array(kept);
  const perKept = from.length / kept;
  for (let at = 0; at < from.length; at++) {
    const channel = Math.floor(at / inner) % shift.length;
    sums[axis === 0 ? at % kept : Math.floor(at / perKept)]! += from[at]! * shift[channel]!;
  }
  return sums;
}

function mixRows(
  from: Float64Array,
  mixed: Float64Array,
  start: number,
  inner: number,
  matrix: Float64Array,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    const row = mixed.subarray(start + i * inner, start + (i + 1) * inner);
    for (let j = 0; j < size; j++) {
      const factor = matrix[i * size + j]!;
      if (factor === 0) continue;
      const other = start + j * inner;
      for (let k = 0; k < inner; k++) row[k]! += factor * from[other + k]!;
    }
  }
}
