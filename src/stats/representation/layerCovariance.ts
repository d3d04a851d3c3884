import type { ActivationSums } from "./activationSums.ts";

/**
 * The covariance of a layer's units over all rows, divided by their number (Choi et al. 2018, Table 1): u × u, row-major.
 * Where only pairs of positive activations were summed and none is negative, the rest of the sums is known: the others are 0.
 */
export function layerCovariance(sums: ActivationSums): Float64Array {
  const { units, rows, whole } = sums;
  const covariance = new Float64Array(units * units);
  const products = whole ? wholeProducts(sums) : productsFromPairs(sums);
  for (let i = 0; i < units; i++) {
    for (let j = i; j < units; j++) {
      const value = products.of(i, j) / rows - products.mean[i]! * products.mean[j]!;
      covariance[i * units + j] = value;
      covariance[j * units + i] = value;
    }
    // A variance below zero is rounding.
    covariance[i * (units + 1)] = Math.max(0, covariance[i * (units + 1)]!);
  }
  return covariance;
}

interface ShiftedProducts {
  /** Σ e_i e_j, e = z − shift. */
  readonly of: (i: number, j: number) => number;
  /** Mean of e. */
  readonly mean: Float64Array;
}

function wholeProducts({ units, rows, sums, whole }: ActivationSums): ShiftedProducts {
  const { shift, products } = whole!;
  return { of: (i, j) => products[i * units + j]!, mean: sums.map((sum, i) => (sum - rows * shift[i]!) / rows) };
}

/** e is d where z is positive, and −shift where it is 0. */
function productsFromPairs({ units, rows, pairs }: ActivationSums): ShiftedProducts {
  const { shift, counts, sums, products } = pairs!;
  const diagonal = (matrix: Float64Array) => Float64Array.from({ length: units }, (_, i) => matrix[i * (units + 1)]!);
  const [own, positive] = [diagonal(sums), diagonal(counts)];
  return {
    of(i, j) {
      const [at, turned] = [i * units + j, j * units + i];
      const neither = rows - positive[i]! - positive[j]! + counts[at]!;
      const oneAlone = shift[j]! * (own[i]! - sums[at]!) + shift[i]! * (own[j]! - sums[turned]!);
      return products[at]! - oneAlone + shift[i]! * shift[j]! * neither;
    },
    mean: own.map((sum, i) => (sum - shift[i]! * (rows - positive[i]!)) / rows),
  };
}
