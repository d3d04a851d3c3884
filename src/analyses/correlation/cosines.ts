import type { StackedProducts } from "./stackedProducts.ts";

/** M taken apart: M_ij = cosine_ij norm_i norm_j, which no float64 is too small for. */
export interface Cosines {
  /** n × n, 1 on the diagonal; 0 in the rows and columns of samples without a gradient. */
  readonly cosines: Float64Array;
  /** ‖𝒥_i‖ */
  readonly norms: Float64Array;
}

/** Cosines between rows from their products, in place of these. */
export function cosinesOf({ products, exponents }: StackedProducts): Cosines {
  const n = exponents.length;
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(0, products[i * n + i]!)));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const length = lengths[i]! * lengths[j]!;
      // Rounding takes what is parallel beyond 1.
      const cosine = length > 0 ? products[i * n + j]! / length : 0;
      products[i * n + j] = i === j && length > 0 ? 1 : Math.max(-1, Math.min(1, cosine));
    }
  }
  return { cosines: products, norms: lengths.map((length, i) => length * 2 ** exponents[i]!) };
}

/** M = 𝒥𝒥ᵀ, n × n (Shin 2020, equation 6). */
export function correlationMatrix({ cosines, norms }: Cosines): Float64Array {
  const n = norms.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) matrix[i * n + j] = cosines[i * n + j]! * norms[i]! * norms[j]!;
  }
  return matrix;
}
