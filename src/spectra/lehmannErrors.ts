import { symmetricEigen } from "../kernels/index.ts";
import type { RitzPairs } from "./krylovSpace.ts";

/**
 * How far the Ritz values at the ends may be from the eigenvalues of the matrix, when it is known in which interval the
 * eigenvalues of the matrix compressed to the complement of the space lie. With A = [[Θ, Sᵀ], [S, B]] and B ≤ u, A ≤ [[Θ, Sᵀ],
 * [S, u I]], so its i-th largest eigenvalue is at most that of the latter; Ritz values are never above theirs. These are the
 * best bounds that can be had (Lehmann 1949; Parlett 1998, chapter 10).
 *
 * @param pairs all of the space, or some: the others then belong to the complement
 * @param within where B's eigenvalues lie
 * @param rounding of the values themselves, added to each
 * @returns errors of the `count` largest values, then of the `smallest` ones
 */
export function lehmannErrors(
  { values, couplings }: Pick<RitzPairs, "values" | "couplings">,
  count: number,
  smallest: number,
  within: { readonly lowest: number; readonly highest: number },
  rounding: number,
): Float64Array {
  const size = values.length;
  const width = couplings.length / size;
  const order = size + width;
  const extended = (beyond: number) => {
    const matrix = new Float64Array(order * order);
    for (let i = 0; i < size; i++) {
      matrix[i * order + i] = values[i]!;
      for (let j = 0; j < width; j++) {
        matrix[i * order + size + j] = matrix[(size + j) * order + i] = couplings[i * width + j]!;
      }
    }
    for (let j = size; j < order; j++) matrix[j * order + j] = beyond;
    return symmetricEigen(matrix, order).values;
  };
  const above = count > 0 ? extended(within.highest) : new Float64Array();
  const below = smallest > 0 ? extended(within.lowest) : new Float64Array();
  const errors = new Float64Array(count + smallest);
  for (let i = 0; i < count; i++) {
    errors[i] = Math.max(above[i]!, within.highest) - values[i]!;
  }
  for (let i = 1; i <= smallest; i++) {
    errors[count + smallest - i] = values[size - i]! - Math.min(below[order - i]!, within.lowest);
  }
  return errors.map((error) => Math.max(error, 0) + rounding);
}
