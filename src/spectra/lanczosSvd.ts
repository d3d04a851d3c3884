import { type BlockLanczosOptions, blockLanczos } from "./blockLanczos.ts";
import { norm, vectorAt } from "./blockVectors.ts";
import type { LinearOperator } from "./linearOperator.ts";
import { gramOperator, transposedOperator } from "./operatorForms.ts";

export interface LanczosSvdOptions extends Omit<BlockLanczosOptions, "smallest"> {
  /** Which of AᵀA ("columns") and AAᵀ ("rows") is worked with; default: the smaller one. */
  side?: "rows" | "columns";
}

/** The largest singular values of an operator. */
export interface SingularValues {
  /** Descending. */
  readonly values: Float64Array;
  /** How far each may be off. */
  readonly errors: Float64Array;
  /** Unit vectors with A v = σ u, `left` count × rows, `right` count × columns; zeros where σ is. */
  readonly left?: Float64Array;
  readonly right?: Float64Array;
  /** What lies beyond the subspace, ‖(I − QQᵀ)A‖, is at most this; only from subspace iteration with probes. */
  readonly rangeError?: number;
  /** Whether the errors hold, with probability 0.99 at least, even if a σ is repeated more often than a block has vectors. */
  readonly verified: boolean;
  /** "converged": all errors are within the tolerance; "stopped": the number of applications ran out, or was fixed. */
  readonly status: "converged" | "stopped";
  /** Products of A or Aᵀ with one vector. */
  readonly applications: number;
}

/**
 * The largest singular values (and vectors) by block Lanczos on AᵀA or AAᵀ, whichever is smaller, so that only vectors of
 * the shorter side are kept. σ = √λ costs digits where σ is small: σ is good to about ε σmax² / σ, so values below
 * 1e-7 σmax are not told from zero; `errors` says so. The tolerance is that of λ / λmax. One vector at a time (the default
 * block) needs the fewest products, but may miss copies of a repeated σ; more need fewer passes, where many vectors cost
 * about as much as one.
 *
 * @throws NetspectraError as `blockLanczos`
 */
export async function lanczosSvd(operator: LinearOperator, options: LanczosSvdOptions): Promise<SingularValues> {
  const { rows, columns } = operator;
  const onColumns = options.side ? options.side === "columns" : columns <= rows;
  const tall = onColumns ? operator : transposedOperator(operator);
  const unit = { value: 1 };
  const eigen = await blockLanczos(gramOperator(scaled(tall, unit)), { block: 1, ...options });
  const { values, errors } = rootsWithErrors(eigen.values, eigen.errors, unit.value);
  const { vectors } = eigen;
  const found = {
    values,
    errors,
    verified: eigen.verified,
    status: eigen.status,
    applications: eigen.applications,
  };
  if (!vectors) return found;
  const others = await tall.apply(vectors.slice(), values.length);
  for (let i = 0; i < values.length; i++) {
    const other = vectorAt(others, i, tall.rows);
    const length = norm(other);
    const scale = values[i]! > errors[i]! ? length : Number.POSITIVE_INFINITY;
    for (let t = 0; t < other.length; t++) other[t]! /= scale;
  }
  const [left, right] = onColumns ? [others, vectors] : [vectors, others];
  return { ...found, left, right, applications: found.applications + values.length };
}

/** A over a power of two that the first product shows to be about its norm, so that squares of it stay within float64. */
function scaled(operator: LinearOperator, unit: { value: number }): LinearOperator {
  if (operator.applyGram) return operator;
  let known = false;
  const apply = async (vectors: Float64Array, count: number) => {
    const product = await operator.apply(vectors, count);
    const size = known ? 0 : norm(product);
    if (size > 0 && Number.isFinite(size)) {
      known = true;
      unit.value = 2 ** Math.max(-1000, Math.min(1000, Math.round(Math.log2(size))));
    }
    return product.map((value) => value / unit.value);
  };
  const applyTransposed = async (vectors: Float64Array, count: number) => {
    const product = await operator.applyTransposed(vectors, count);
    return product.map((value) => value / unit.value);
  };
  return { ...operator, apply, applyTransposed };
}

/** √λ, and how far off it may be when λ is known to ± e; in units of `unit`. */
export function rootsWithErrors(values: Float64Array, errors: Float64Array, unit = 1) {
  const roots = values.map((value) => Math.sqrt(Math.max(value, 0)));
  const spread = roots.map((root, i) => {
    const [value, error] = [Math.max(values[i]!, 0), errors[i]!];
    // √(λ + e) − √λ and √λ − √(λ − e), without cancellation.
    const above = error / (Math.sqrt(value + error) + root || 1);
    const below = error >= value ? root : error / (Math.sqrt(value - error) + root);
    return Math.max(above, below) * unit;
  });
  return { values: roots.map((root) => root * unit), errors: spread };
}
