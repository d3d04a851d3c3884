import { fail } from "../base/index.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { randomVectors } from "./randomVectors.ts";

export interface DiagonalOptions {
  /** Products with one vector that may be spent; as many as the order give the exact diagonal. Default 100. */
  applications?: number;
  /** Vectors that are multiplied at a time. Default 16. */
  block?: number;
  seed?: number;
}

export interface DiagonalEstimate {
  readonly values: Float64Array;
  /** Standard error of each; zeros where they are exact. */
  readonly standardErrors: Float64Array;
  readonly exact: boolean;
  readonly applications: number;
}

/**
 * The diagonal of A as the mean of v ⊙ A v over random signs v (Bekas, Kokiopoulou & Saad 2007), with variance Σ_j a_ij² over
 * j ≠ i per vector; from unit vectors where that takes no more products.
 *
 * @throws NetspectraError for fewer than two applications, and products that are not finite
 */
export async function diagonalEstimate(
  operator: SymmetricOperator,
  options: DiagonalOptions = {},
): Promise<DiagonalEstimate> {
  const { applications = 100, block = 16, seed = 0 } = options;
  const { order, applicationsPerVector = 1 } = operator;
  const count = Math.floor(applications / applicationsPerVector);
  if (!(Number.isSafeInteger(applications) && (count >= 2 || count >= order))) {
    fail({
      subject: "the number of applications for a diagonal",
      expected: `a whole number, ${2 * applicationsPerVector} or more`,
      got: `${applications}`,
    });
  }
  const metered = meter(operator);
  const exact = count >= order;
  const total = exact ? order : count;
  const sum = new Float64Array(order);
  const squares = new Float64Array(order);
  for (let first = 0; first < total; first += block) {
    const size = Math.min(block, total - first);
    const vectors = exact
      ? unitVectors(first, size, order)
      : randomVectors(size, order, "rademacher", seed, "diagonal", first);
    const products = await metered.apply(vectors.slice(), size);
    for (let i = 0; i < size; i++) {
      for (let t = 0; t < order; t++) {
        const sample = vectors[i * order + t]! * products[i * order + t]!;
        // Welford's recurrence (1962), so that a small variance beside a large mean is not lost.
        const weight = exact ? 1 : 1 / (first + i + 1);
        const before = sample - sum[t]!;
        sum[t]! += exact ? sample : before * weight;
        squares[t]! += before * (sample - sum[t]!);
      }
    }
  }
  const standardErrors = exact
    ? new Float64Array(order)
    : squares.map((square) => Math.sqrt(Math.max(square, 0) / (total - 1) / total));
  return { values: sum, standardErrors, exact, applications: metered.applications() };
}

function unitVectors(first: number, count: number, order: number): Float64Array {
  const vectors = new Float64Array(count * order);
  for (let i = 0; i < count; i++) vectors[i * order + first + i] = 1;
  return vectors;
}
