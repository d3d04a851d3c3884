import { logDeterminants } from "./logDeterminants.ts";

export interface LogDeterminant {
  /** Σ ½ log(σ² + ε) over the min(n, d) singular values, in nats. */
  readonly value: number;
  /** n × d: its derivative with respect to E. */
  readonly gradient: Float64Array;
}

/**
 * ½ log det(EEᵀ + εI) of one Jacobian and its gradient, in float64 (Wang et al. 2016, equation 13). Training computes the
 * same with the runtime's products; this one is plain.
 *
 * @param jacobian E, n × d, row-major
 * @param epsilon times the mean squared row norm is ε
 * @throws NetspectraError when an element is NaN or infinite
 */
export function logDeterminant(
  jacobian: ArrayLike<number>,
  rows: number,
  columns: number,
  epsilon: number,
): LogDeterminant {
  const isWide = rows <= columns;
  const [side, length] = isWide ? [rows, columns] : [columns, rows];
  // Vectors of the smaller side.
  const vectors = Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, k] = [Math.floor(at / length), at % length];
    return jacobian[isWide ? at : k * columns + i]!;
  });
  const gram = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += vectors[i * length + k]! * vectors[j * length + k]!;
      gram[i * side + j] = gram[j * side + i] = sum;
    }
  }
  const { values, inverses, multiples } = logDeterminants({ grams: gram, side, rows, epsilon });
  const solved = product(inverses, side, product(inverses, side, vectors, length, false), length, true);
  const gradient = new Float64Array(rows * columns);
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < length; k++) {
      const at = isWide ? i * columns + k : k * columns + i;
      gradient[at] = solved[i * length + k]! + multiples[0]! * jacobian[at]!;
    }
  }
  return { value: values[0] ?? 0, gradient };
}

/** L x or Lᵀ x of a square matrix and side × length vectors. */
function product(l: Float64Array, side: number, x: Float64Array, length: number, isTransposed: boolean): Float64Array {
  const result = new Float64Array(side * length);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const factor = isTransposed ? l[j * side + i]! : l[i * side + j]!;
      if (factor === 0) continue;
      for (let k = 0; k < length; k++) result[i * length + k]! += factor * x[j * length + k]!;
    }
  }
  return result;
}
