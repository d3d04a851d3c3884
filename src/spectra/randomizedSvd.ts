import { fail } from "../base/index.ts";
import { symmetricEigen } from "../kernels/index.ts";
import { addCombinations, combinations, innerProducts, norm, vectorAt } from "./blockVectors.ts";
import { lanczosSvd, rootsWithErrors, type SingularValues } from "./lanczosSvd.ts";
import type { LinearOperator } from "./linearOperator.ts";
import { transposedOperator } from "./operatorForms.ts";
import { orthonormalise } from "./orthonormalise.ts";
import { randomVectors } from "./randomVectors.ts";
import { ritzErrors } from "./ritzErrors.ts";

export interface RandomizedSvdOptions {
  /** How many of the largest singular values. */
  count: number;
  /**
   * "krylov" (default): all vectors that come up are used (Musco & Musco 2015), to the tolerance; needs fewest products.
   * "subspace": power iterations (Halko, Martinsson & Tropp 2011, algorithm 4.4), a fixed number of passes.
   */
  method?: "krylov" | "subspace";
  /** Subspace: vectors beyond those asked for. Default 10. */
  oversampling?: number;
  /** Subspace: how often AAᵀ is applied after the first product. Default 2. */
  powerIterations?: number;
  /** Subspace: products spent on `rangeError`, a bound that fails with probability 10^−probes at most. Default 0. */
  probes?: number;
  /** Krylov: vectors at a time. Default 1, which needs the fewest products; more need fewer passes. */
  block?: number;
  /** Krylov: errors of σ² that are small enough, relative to σmax². Default 1e-10. */
  tolerance?: number;
  /** Krylov: stop after about so many products with one vector. */
  mostApplications?: number;
  /** Krylov: bytes for the basis. Default 1 GiB. */
  memory?: number;
  /** Krylov: search for copies of singular values that are repeated more often than a block has vectors. Default true. */
  verify?: boolean;
  /** Also the singular vectors. Default false. */
  vectors?: boolean;
  seed?: number;
}

/**
 * The largest singular values of an operator from its products with random vectors, each with a bound on its error.
 *
 * @throws NetspectraError for counts beyond the smaller side, and products that are not finite
 */
export function randomizedSvd(operator: LinearOperator, options: RandomizedSvdOptions): Promise<SingularValues> {
  const { method = "krylov", ...rest } = options;
  return method === "krylov" ? lanczosSvd(operator, rest) : subspaceSvd(operator, rest);
}

async function subspaceSvd(given: LinearOperator, options: RandomizedSvdOptions): Promise<SingularValues> {
  const { count, oversampling = 10, powerIterations = 2, probes = 0, seed = 0, vectors = false } = options;
  const wide = given.columns > given.rows;
  const operator = wide ? transposedOperator(given) : given;
  const { rows, columns } = operator;
  if (!(Number.isInteger(count) && count > 0 && count <= columns)) {
    fail({
      subject: "the number of singular values",
      expected: `a whole number from 1 to ${columns}`,
      got: `${count}`,
    });
  }
  const width = Math.min(count + oversampling, columns);
  let applications = 0;
  const apply = async (block: Float64Array, size: number, transposed = false) => {
    applications += size;
    const product = await (transposed ? operator.applyTransposed : operator.apply)(block, size);
    return requireFinite(Float64Array.from(product));
  };
  const orthonormal = (block: Float64Array, length: number) =>
    orthonormalise(block, width, new Float64Array(), 0, length, { negligible: 0, seed });

  let range = orthonormal(await apply(randomVectors(width, columns, "normal", seed, "range"), width), rows).vectors;
  for (let i = 0; i < powerIterations; i++) {
    const back = orthonormal(await apply(range.slice(), width, true), columns).vectors;
    range = orthonormal(await apply(back.slice(), width), rows).vectors;
  }
  // Aᵀ Q = Rᵀ-combinations of P, so the singular values of A within the range are those of the small triangle.
  const { vectors: right, triangle } = orthonormal(await apply(range.slice(), width, true), columns);
  const small = smallSvd(triangle, width);
  const inRange = combinations(small.left, width, range, width, rows);
  const across = combinations(small.right, width, right, width, columns);
  // Aᵀu = σv holds as it is, so AAᵀu − σ²u = σ(Av − σu), and the squares are Ritz values of AAᵀ.
  const images = await apply(across.slice(), width);
  // In units of σmax, so that squares stay within float64.
  const unit = small.values[0]! || 1;
  const residuals = small.values.map((value, i) => {
    const u = vectorAt(inRange, i, rows);
    return (value / unit) * norm(vectorAt(images, i, rows).map((x, t) => (x - value * u[t]!) / unit));
  });
  // Of the products, and of the small decomposition.
  const rounding = (given.precision ?? Number.EPSILON) * (8 + Math.sqrt(rows)) + 2 * width * Number.EPSILON;
  const squares = small.values.map((value) => (value / unit) ** 2);
  const squareErrors = ritzErrors(squares, residuals, count, rounding);
  const { values, errors } = rootsWithErrors(squares.slice(0, count), squareErrors, unit);
  const rangeError = probes > 0 ? await boundBeyond() : undefined;
  const status = "stopped" as const;
  const found = { values, errors, verified: false, status, applications, ...(rangeError && { rangeError }) };
  if (!vectors) return found;
  const [left, others] = [inRange.subarray(0, count * rows), across.subarray(0, count * columns)];
  return wide ? { ...found, left: others, right: left } : { ...found, left, right: others };

  /** A bound on ‖(I − QQᵀ)A‖ (Halko, Martinsson & Tropp 2011, equation 4.3). */
  async function boundBeyond(): Promise<number> {
    const tests = await apply(randomVectors(probes, columns, "normal", seed, "error probes"), probes);
    const overlaps = innerProducts(tests, probes, range, width, rows).map((x) => -x);
    addCombinations(tests, probes, overlaps, range, width, rows);
    const lengths = Array.from({ length: probes }, (_, i) => norm(vectorAt(tests, i, rows)));
    return 10 * Math.sqrt(2 / Math.PI) * Math.max(...lengths);
  }
}

/** Singular values and vectors of a small matrix from the eigenvalues ±σ of [[0, R], [Rᵀ, 0]], good to ε σmax. */
function smallSvd(matrix: Float64Array, n: number) {
  const size = 2 * n;
  const both = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) both[(n + j) * size + i] = both[i * size + n + j] = matrix[i * n + j]!;
  }
  const { values, vectors = new Float64Array() } = symmetricEigen(both, size, { vectors: n });
  const part = (start: number) => {
    const block = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      const half = vectors.subarray(i * size + start, i * size + start + n);
      const length = norm(half) || 1;
      for (let j = 0; j < n; j++) block[i * n + j] = half[j]! / length;
    }
    return block;
  };
  return { values: values.slice(0, n).map((value) => Math.max(value, 0)), left: part(0), right: part(n) };
}

function requireFinite(product: Float64Array): Float64Array {
  const bad = product.find((x) => !Number.isFinite(x));
  if (bad === undefined) return product;
  return fail({ subject: "an operator", expected: "products of finite numbers", got: `${bad}` });
}
