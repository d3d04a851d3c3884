import { symmetricEigen } from "../kernels/index.ts";
import { addCombinations, innerProducts, norm } from "./blockVectors.ts";
import type { KrylovSpace } from "./krylovSpace.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { randomVectors } from "./randomVectors.ts";

/** What is known of the eigenvalues of a matrix compressed to what is orthogonal to a space; in the units of the space. */
export interface ComplementBounds {
  /** The extreme ones that were seen: there are such, at least. */
  readonly seen: Ends;
  /** All lie in here, but for a probability of failure. */
  readonly within: Ends;
}

export interface Ends {
  readonly lowest: number;
  readonly highest: number;
}

export interface ComplementOptions {
  /** Probability with which the bounds may fail. */
  readonly failure: number;
  /** Names the random start vector. */
  readonly address: string;
  readonly steps: number;
  /** Whether more need not be known. */
  enough(bounds: ComplementBounds): boolean;
}

/**
 * Bounds on the spectrum of B, A compressed to the orthogonal complement of a Krylov space, by a few Lanczos steps from a
 * random vector r there. An eigenvector of B to μ has overlap χ with r, and components χ p_j(μ) along the vectors of the
 * recurrence, whose squares sum to at most 1; so Σ p_j(μ)² ≤ 1/χ², and p_j grows fast outside of the Ritz values. |χ| is
 * below δ = failure · √(π / 2N) with probability `failure` at most, N being the dimension (van Dorsselaer, Hochstenbach &
 * van der Vorst 2000; Hochstenbach 2013).
 */
export async function complementBounds(
  space: KrylovSpace,
  operator: SymmetricOperator,
  { failure, address, steps, enough }: ComplementOptions,
): Promise<ComplementBounds> {
  const { order, size, seed, unit } = space;
  const dimension = order - size;
  const most = (2 * dimension) / (Math.PI * failure ** 2);
  let vector: Float64Array = randomVectors(1, order, "normal", seed, address);
  removeSpace(space, vector);
  divide(vector, norm(vector));
  let previous: Float64Array = new Float64Array(order);
  const diagonal: number[] = [];
  const off: number[] = [];
  for (;;) {
    const product = Float64Array.from(await operator.apply(vector.slice(), 1));
    divide(product, unit);
    const [before, own] = [off.at(-1) ?? 0, innerProducts(product, 1, vector, 1, order)[0]!];
    for (let t = 0; t < order; t++) product[t]! -= own * vector[t]! + before * previous[t]!;
    removeSpace(space, product);
    const next = norm(product);
    diagonal.push(own);
    off.push(next);
    const high = upperEnd(diagonal, off, most);
    const mirrored = diagonal.map((x) => -x);
    const low = upperEnd(mirrored, off, most);
    const bounds = {
      seen: { lowest: -low.seen, highest: high.seen },
      within: { lowest: -low.bound, highest: high.bound },
    };
    const finished = diagonal.length >= Math.min(steps, dimension) || next <= 1e-10 * space.scale;
    if (finished || enough(bounds)) return bounds;
    previous = vector;
    divide(product, next);
    vector = product;
  }
}

/** The largest eigenvalue of a tridiagonal matrix, and where beyond it Σ p_j² of its polynomials reaches `most`. */
function upperEnd(diagonal: readonly number[], off: readonly number[], most: number): { seen: number; bound: number } {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  diagonal.forEach((value, i) => {
    matrix[i * size + i] = value;
    if (i + 1 < size) matrix[i * size + i + 1] = matrix[(i + 1) * size + i] = off[i]!;
  });
  const seen = symmetricEigen(matrix, size).values[0]!;
  // The vectors that came up make an invariant space, and r has a part in every eigenspace.
  if (off[size - 1] === 0) return { seen, bound: seen };
  const squares = (t: number) => {
    let [before, current, sum] = [0, 1, 1];
    for (let j = 0; j < size && sum < most; j++) {
      const next = ((t - diagonal[j]!) * current - (j > 0 ? off[j - 1]! : 0) * before) / Math.max(off[j]!, 1e-300);
      [before, current] = [current, next];
      sum += next * next;
    }
    return sum;
  };
  let reach = Math.max(...off, Math.abs(seen) * Number.EPSILON, 1e-300);
  while (squares(seen + reach) < most) reach *= 2;
  let [inside, outside] = [seen, seen + reach];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (inside + outside) / 2;
    if (squares(middle) < most) inside = middle;
    else outside = middle;
  }
  return { seen, bound: outside };
}

/** Twice is enough. */
function removeSpace({ basis, size, order }: KrylovSpace, vector: Float64Array): void {
  for (let pass = 0; pass < 2 && size > 0; pass++) {
    const overlaps = innerProducts(vector, 1, basis, size, order).map((x) => -x);
    addCombinations(vector, 1, overlaps, basis, size, order);
  }
}

function divide(vector: Float64Array, by: number): void {
  for (let t = 0; t < vector.length; t++) vector[t]! /= by;
}
