/** Bytes that the matrices of an EDJM may take together, unless the caller says otherwise. */
export const defaultMemory = 2 * 2 ** 30;

/**
 * Bytes that the matrices of one output take in an EDJM of n samples: the Gram matrix of the smaller side in float64, its
 * copy while eigenvalues are computed, and those of the jackknife's groups.
 *
 * @param d elements of the tensor that is varied
 * @param groups of the jackknife
 */
export function edjmMatrixBytes(n: number, d: number, groups: number): number {
  return n >= d ? d * d * (16 + (groups > 1 ? 4 * groups : 0)) + 4096 * d : n * d * 8 + n * n * 16;
}
