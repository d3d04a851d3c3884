import { fail } from "../base/index.ts";
import { symmetricEigen } from "../kernels/index.ts";
import { norm, vectorAt } from "./blockVectors.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { orthonormalise } from "./orthonormalise.ts";
import { type Distribution, randomVectors } from "./randomVectors.ts";

export interface QuadratureOptions {
  /** Random vectors. Default 10. */
  probes?: number;
  /** Lanczos steps for each. Default 80. */
  steps?: number;
  /** How they are drawn. Default "rademacher". */
  distribution?: Distribution;
  /** Bytes for Lanczos vectors; fewer probes go at a time where it is short. Default 1 GiB. */
  memory?: number;
  seed?: number;
}

/** The spectrum of one random vector: Σ w f(θ) is about vᵀ f(A) v for the unit vector v. */
export interface ProbeSpectrum {
  /** θ, descending. */
  readonly nodes: Float64Array;
  /** w, positive, with sum 1. */
  readonly weights: Float64Array;
}

/** The spectral measure of an operator, as random vectors see it. */
export interface Quadrature {
  readonly order: number;
  /** Raw nodes and weights of each probe. */
  readonly probes: readonly ProbeSpectrum[];
  /** Products with one vector. */
  readonly applications: number;
}

/**
 * Stochastic Lanczos quadrature (Golub & Meurant 1994; Bai, Fahey & Golub 1996; Ubaru, Chen & Saad 2017): Lanczos with full
 * reorthogonalisation from each random vector; nodes are the eigenvalues of its tridiagonal matrix T, weights the squares
 * of the first components of its eigenvectors. Each probe integrates polynomials up to degree 2·steps − 1 exactly.
 *
 * @throws NetspectraError for numbers of probes and steps that are no counts, and products that are not finite
 */
export async function stochasticLanczosQuadrature(
  operator: SymmetricOperator,
  options: QuadratureOptions = {},
): Promise<Quadrature> {
  const { probes = 10, distribution = "rademacher", memory = 2 ** 30, seed = 0 } = options;
  const { order } = operator;
  checkCount("the number of probes", probes);
  const steps = Math.min(checkCount("the number of Lanczos steps", options.steps ?? 80), order);
  const metered = meter(operator);
  const together = Math.max(1, Math.min(probes, Math.floor(memory / (8 * order * (steps + 2)))));
  const spectra: ProbeSpectrum[] = [];
  for (let first = 0; first < probes; first += together) {
    const count = Math.min(together, probes - first);
    const start = randomVectors(count, order, distribution, seed, "quadrature", first);
    spectra.push(...(await manyTridiagonals(metered, start, count, steps)));
  }
  return { order, probes: spectra, applications: metered.applications() };
}

interface Recurrence {
  readonly basis: Float64Array;
  readonly diagonal: number[];
  readonly off: number[];
  scale: number;
  finished: boolean;
}

/** The three-term recurrences of several vectors, side by side, so that their products can be taken at a time. */
async function manyTridiagonals(
  operator: SymmetricOperator,
  start: Float64Array,
  count: number,
  steps: number,
): Promise<ProbeSpectrum[]> {
  const { order } = operator;
  const runs = Array.from({ length: count }, (_, i): Recurrence => {
    const basis = new Float64Array(steps * order);
    const vector = vectorAt(start, i, order);
    const length = norm(vector);
    for (let t = 0; t < order; t++) basis[t] = vector[t]! / length;
    return { basis, diagonal: [], off: [], scale: 0, finished: false };
  });
  for (let step = 0; step < steps; step++) {
    const going = runs.filter(({ finished }) => !finished);
    if (going.length === 0) break;
    const vectors = new Float64Array(going.length * order);
    going.forEach(({ basis }, i) => {
      vectors.set(vectorAt(basis, step, order), i * order);
    });
    const products = await operator.apply(vectors, going.length);
    going.forEach((run, i) => {
      advance(run, products.slice(i * order, (i + 1) * order), step, steps);
    });
  }
  return runs.map(spectrumOf);
}

function advance(run: Recurrence, product: Float64Array, step: number, steps: number): void {
  const order = product.length;
  run.scale = Math.max(run.scale, norm(product));
  const size = step + 1;
  const negligible = 64 * Number.EPSILON * run.scale;
  const basis = run.basis.subarray(0, size * order);
  const { overlaps, triangle, replaced, count } = orthonormalise(product, 1, basis, size, order, {
    negligible,
    seed: 0,
  });
  run.diagonal.push(overlaps[step]!);
  // The space is invariant: the vector sees no more of the spectrum.
  run.finished = replaced > 0 || count === 0;
  if (run.finished || size === steps) return;
  run.off.push(triangle[0]!);
  run.basis.set(product, size * order);
}

function spectrumOf({ diagonal, off }: Recurrence): ProbeSpectrum {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  diagonal.forEach((value, i) => {
    matrix[i * size + i] = value;
    if (i + 1 < size) matrix[i * size + i + 1] = matrix[(i + 1) * size + i] = off[i]!;
  });
  const { values, vectors = new Float64Array() } = symmetricEigen(matrix, size, { vectors: true });
  return { nodes: values, weights: values.map((_, i) => vectors[i * size]! ** 2) };
}

function checkCount(subject: string, count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count;
  return fail({ subject, expected: "a whole number, 1 or more", got: `${count}` });
}
