import { float32, isType, type Tensor } from "../../base/index.ts";
import type { Svd } from "../../kernels/index.ts";

/** U (rows × r), s (r) and V (r × columns) of a weight. */
export interface Factors {
  readonly u: Tensor;
  readonly s: Tensor;
  readonly v: Tensor;
}

/** A singular value decomposition as factors; each pair of vectors points where the column of `before` in its place did. */
export function orderedFactors({ values, left, right }: Required<Svd>, before: Tensor): Factors {
  const r = values.length;
  const [rows, columns] = [left.length / r, right.length / r];
  const u = new Float32Array(left.length);
  const v = Float32Array.from(right);
  const old = isType(before, "float32") ? before.data : u;
  for (let i = 0; i < r; i++) {
    let along = 0;
    for (let k = 0; k < rows; k++) along += left[i * rows + k]! * old[k * r + i]!;
    const sign = along < 0 ? -1 : 1;
    for (let k = 0; k < rows; k++) u[k * r + i] = sign * left[i * rows + k]!;
    if (sign < 0) for (let k = i * columns; k < (i + 1) * columns; k++) v[k] = -v[k]!;
  }
  return { u: float32([rows, r], u), s: float32([r], values), v: float32([r, columns], v) };
}
