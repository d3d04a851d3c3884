import { fail } from "../base/index.ts";
import { addCombinations, innerProducts, vectorAt } from "./blockVectors.ts";
import { type Estimate, estimateOf } from "./estimate.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { orthonormalise } from "./orthonormalise.ts";
import { type Distribution, randomVectors } from "./randomVectors.ts";

export interface TraceOptions {
  /** Products with one vector that may be spent. Default 99. */
  applications?: number;
  /** How test vectors are drawn. Default "rademacher". */
  distribution?: Distribution;
  /** Vectors that are multiplied at a time. Default 16. */
  block?: number;
  seed?: number;
}

export interface TraceEstimate extends Estimate {
  /** Products with one vector that were spent. */
  readonly applications: number;
}

/**
 * tr A as the mean of vᵀ A v over random vectors (Girard 1987, Hutchinson 1990). Its variance is 2(‖A‖_F² − Σ a_ii²) per
 * vector for signs.
 *
 * @throws NetspectraError for a number of applications that is no count, and products that are not finite
 */
export async function hutchinson(operator: SymmetricOperator, options: TraceOptions = {}): Promise<TraceEstimate> {
  const { applications = 99, distribution = "rademacher", block = 16, seed = 0 } = options;
  checkApplications(applications, 1);
  const { order } = operator;
  const metered = meter(operator);
  const samples: number[] = [];
  const count = Math.max(1, Math.floor(applications / (operator.applicationsPerVector ?? 1)));
  for (let first = 0; first < count; first += block) {
    const size = Math.min(block, count - first);
    const vectors = randomVectors(size, order, distribution, seed, "trace", first);
    samples.push(...quadraticForms(vectors, await metered.apply(vectors.slice(), size), size, order));
  }
  return { ...estimateOf(samples), applications: metered.applications() };
}

/**
 * tr A by Hutch++ (Meyer, Musco, Musco & Woodruff 2021, algorithm 1): exactly on the range of A S for a third of the
 * products, with Hutchinson's estimate on what is left. For a positive semidefinite matrix the error falls as 1/m instead
 * of 1/√m; a matrix of rank up to a third of the products has its trace to rounding. The standard error is that of
 * Hutchinson's part.
 *
 * @throws NetspectraError for fewer than 6 applications, and products that are not finite
 */
export async function hutchPlusPlus(operator: SymmetricOperator, options: TraceOptions = {}): Promise<TraceEstimate> {
  const { applications = 99, distribution = "rademacher", block = 16, seed = 0 } = options;
  const { order, precision = Number.EPSILON } = operator;
  const perVector = operator.applicationsPerVector ?? 1;
  checkApplications(applications, 6 * perVector);
  const third = Math.floor(applications / perVector / 3);
  const metered = meter(operator);
  const inBlocks = async (vectors: Float64Array, count: number) => {
    const products = new Float64Array(count * order);
    for (let first = 0; first < count; first += block) {
      const size = Math.min(block, count - first);
      const part = vectors.slice(first * order, (first + size) * order);
      products.set(await metered.apply(part, size), first * order);
    }
    return products;
  };
  const width = Math.min(third, order);
  const sketch = await inBlocks(randomVectors(width, order, distribution, seed, "trace range"), width);
  const { vectors: range } = orthonormalise(sketch, width, new Float64Array(), 0, order, { negligible: 0, seed });
  const exact = quadraticForms(range, await inBlocks(range, width), width, order).reduce((a, b) => a + b, 0);
  if (width === order) return { value: exact, standardError: 0, applications: metered.applications() };
  const rest = randomVectors(third, order, distribution, seed, "trace");
  for (let pass = 0; pass < 2; pass++) {
    const overlaps = innerProducts(rest, third, range, width, order).map((x) => -x);
    addCombinations(rest, third, overlaps, range, width, order);
  }
  const { value, standardError } = estimateOf(quadraticForms(rest, await inBlocks(rest, third), third, order));
  const rounding = precision * Math.abs(exact) * Math.sqrt(order);
  return {
    value: exact + value,
    standardError: Math.hypot(standardError, rounding),
    applications: metered.applications(),
  };
}

function quadraticForms(vectors: Float64Array, products: Float64Array, count: number, order: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const [x, y] = [vectorAt(vectors, i, order), vectorAt(products, i, order)];
    return x.reduce((sum, value, t) => sum + value * y[t]!, 0);
  });
}

function checkApplications(applications: number, least: number): void {
  if (Number.isSafeInteger(applications) && applications >= least) return;
  fail({
    subject: "the number of applications for a trace",
    expected: `a whole number, ${least} or more`,
    got: `${applications}`,
  });
}
