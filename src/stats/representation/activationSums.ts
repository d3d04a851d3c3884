import { addUnitSums, emptyUnitSums, type UnitSums } from "./unitSums.ts";

/** Sums over the rows in which two units are both positive, of d = z − shift. Matrices are u × u, row-major. */
export interface PairSums {
  readonly shift: Float64Array;
  /** #{both positive}; at and above the diagonal. */
  readonly counts: Float64Array;
  /** (i, j): Σ d_i where j is positive too. */
  readonly sums: Float64Array;
  /** (i, j): Σ d_i² where j is positive too. */
  readonly squares: Float64Array;
  /** Σ d_i d_j; at and above the diagonal. */
  readonly products: Float64Array;
}

/** Sums over all rows of products of z − shift; at and above the diagonal of u × u, row-major. */
export interface ProductSums {
  readonly shift: Float64Array;
  readonly products: Float64Array;
}

/**
 * Sums over the rows of a layer's activations Z (rows × units) from which its characteristics follow. Rows are shifted by
 * something near their mean before they are multiplied, so that little is lost when means are taken off.
 */
export interface ActivationSums extends UnitSums {
  /** Where pairs of positive activations are looked at. */
  readonly pairs?: PairSums;
  /** Where all activations are; may be absent beside `pairs` if no activation is negative. */
  readonly whole?: ProductSums;
}

/** The shifts of each unit, and which sums are wanted. */
export interface SumShifts {
  readonly pairs?: Float64Array;
  readonly whole?: Float64Array;
}

/** No rows yet. */
export function emptySums(units: number, { pairs, whole }: SumShifts): ActivationSums {
  const matrix = () => new Float64Array(units * units);
  return {
    ...emptyUnitSums(units),
    ...(pairs && { pairs: { shift: pairs, counts: matrix(), sums: matrix(), squares: matrix(), products: matrix() } }),
    ...(whole && { whole: { shift: whole, products: matrix() } }),
  };
}

/** Add the sums over other rows, of the same units and shifts. */
export function addSums(target: ActivationSums, other: ActivationSums): void {
  addUnitSums(target, other);
  for (const name of ["counts", "sums", "squares", "products"] as const) {
    if (target.pairs && other.pairs) addTo(target.pairs[name], other.pairs[name]);
  }
  if (target.whole && other.whole) addTo(target.whole.products, other.whole.products);
}

/** Fill in what is summed of each unit alone from the diagonals of the pairs, where no activation is negative. */
export function unitSumsFromPairs({ units, rows, zeros, positives, sums, positiveSums, pairs }: ActivationSums): void {
  if (!pairs) return;
  for (let unit = 0; unit < units; unit++) {
    const at = unit * (units + 1);
    const count = pairs.counts[at]!;
    positives[unit] = count;
    zeros[unit] = rows - count;
    positiveSums[unit] = pairs.sums[at]! + count * pairs.shift[unit]!;
    sums[unit] = positiveSums[unit]!;
  }
}

function addTo(target: Float64Array, values: Float64Array): void {
  for (let at = 0; at < target.length; at++) target[at]! += values[at]!;
}
