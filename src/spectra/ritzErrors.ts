/**
 * How far Ritz values may be from the eigenvalues of the matrix, for the largest ones.
 *
 * An eigenvalue lies within the residual r of each. Where the rest of the spectrum keeps a distance, the error is of
 * second order: with the Ritz values cut after any c ≥ i, at most Σ_{j ≤ c} r_j² over the gap between θ_i and what lies
 * beyond the cut (Mathias 1998, Theorem 1), which is taken to reach up to θ_{c+1} + r_{c+1}. So these are bounds as long
 * as no eigenvalue was missed altogether; a random start misses one with probability 0, of a repeated one it sees as
 * many as the block has vectors.
 *
 * @param values all Ritz values, descending
 * @param count how many of the largest are asked for
 * @param rounding of the values themselves, added to each
 */
export function ritzErrors(
  values: ArrayLike<number>,
  residuals: ArrayLike<number>,
  count: number,
  rounding: number,
): Float64Array {
  const size = values.length;
  const squares = new Float64Array(size + 1);
  for (let j = 0; j < size; j++) squares[j + 1] = squares[j]! + residuals[j]! ** 2;
  return Float64Array.from({ length: Math.min(count, size) }, (_, i) => {
    let error = residuals[i]!;
    for (let c = i; c + 1 < size; c++) {
      const gap = values[i]! - values[c + 1]! - residuals[c + 1]!;
      if (gap > 0) error = Math.min(error, squares[c + 1]! / gap);
    }
    return error + rounding;
  });
}
