import { fail } from "../base/index.ts";
import { extendKrylovSpace, type KrylovSpace, type RitzPairs, ritzPairs, startKrylovSpace } from "./krylovSpace.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { ritzErrors } from "./ritzErrors.ts";
import type { ProbeSpectrum, Quadrature } from "./stochasticLanczosQuadrature.ts";

export interface BlockQuadratureOptions {
  /** Random vectors, orthonormal, that go through the operator together. Default 10, or the order. */
  probes?: number;
  /** Steps for all of them. Default 30; fewer where the space or the memory ends. */
  steps?: number;
  /** Bytes for the vectors. Default 1 GiB. */
  memory?: number;
  seed?: number;
}

/** Spectral measures of the probes in one Krylov space: all have the same nodes. */
export interface BlockSpectrum {
  readonly probes: readonly ProbeSpectrum[];
  /** So many of the first nodes have converged to one eigenvalue each, and no copies of these remain. */
  readonly converged: number;
  /** ‖A v − θ v‖ of each node's vector. */
  readonly residuals: Float64Array;
}

export interface BlockQuadrature extends BlockSpectrum, Quadrature {
  /** How far the converged nodes (and in any case the first one) may be off, as `ritzErrors` has it. */
  readonly errors: Float64Array;
  /** The whole space was gone through: the nodes are all eigenvalues. */
  readonly complete: boolean;
  /** What was known at two thirds of the steps: the difference tells how much the steps matter. */
  readonly coarser?: BlockSpectrum;
}

/** Nodes whose residual is below this part of themselves have converged. */
const relativeResidual = 1e-3;

/**
 * Stochastic Lanczos quadrature with all probes in one block (block Gauss quadrature, Golub & Meurant 2010, section 4): Σ w f(θ)
 * is about vᵀ f(A) v for each of the orthonormal probes v, exact for polynomials up to degree 2·steps − 1, with the nodes of a space
 * that is `probes` times as large as each would have alone, and whose largest nodes are eigenvalues before long.
 *
 * @throws NetspectraError for numbers of probes and steps that are no counts, too little memory, products that are not finite
 */
export async function blockQuadrature(
  operator: SymmetricOperator,
  { probes = 10, steps = 30, memory = 2 ** 30, seed = 0 }: BlockQuadratureOptions = {},
): Promise<BlockQuadrature> {
  const { order, precision = Number.EPSILON } = operator;
  checkCount("the number of probes", probes);
  checkCount("the number of Lanczos steps", steps);
  const width = Math.min(probes, order);
  const room = Math.floor(memory / (8 * order * width)) - 2;
  if (room < Math.min(2, Math.ceil(order / width))) {
    fail({
      subject: "the memory for Lanczos vectors",
      expected: `at least ${Math.ceil((32 * order * width) / 2 ** 20)} MiB for ${width} probes`,
      got: `${Math.floor(memory / 2 ** 20)} MiB`,
      todo: "Ask for fewer probes or allow more memory.",
    });
  }
  const metered = meter(operator);
  const space = startKrylovSpace(order, width, { seed });
  for (let step = 0; step < Math.min(steps, room) && space.width > 0; step++) await extendKrylovSpace(space, metered);
  const complete = space.width === 0;
  const pairs = ritzPairs(space);
  const all = spectrumOf(space, pairs, width);
  const converged = complete ? order : all.converged;
  const rounding = precision * space.scale * (8 + Math.sqrt(order));
  const errors = ritzErrors(pairs.values, pairs.residuals, Math.max(converged, 1), rounding);
  const part = width * Math.floor((2 * space.size) / width / 3);
  return {
    order,
    ...all,
    converged,
    errors: errors.map((error) => error * space.unit),
    complete,
    ...(part > 0 && !complete && { coarser: coarserOf(space, part, width) }),
    applications: metered.applications(),
  };
}

function spectrumOf({ unit }: KrylovSpace, pairs: RitzPairs, width: number): BlockSpectrum {
  const { values, coordinates } = pairs;
  const size = values.length;
  const nodes = values.map((value) => value * unit);
  const probes = Array.from({ length: width }, (_, p) => ({
    nodes,
    weights: Float64Array.from({ length: size }, (__, i) => coordinates[i * size + p]! ** 2),
  }));
  const residuals = pairs.residuals.map((residual) => residual * unit);
  return { probes, converged: countConverged(pairs, width), residuals };
}

/** What the space knew when it was smaller. */
function coarserOf(space: KrylovSpace, part: number, width: number): BlockSpectrum {
  const { projected, size } = space;
  const rows = (from: number, to: number) => {
    const block = new Float64Array((to - from) * part);
    for (let i = from; i < to; i++) block.set(projected.subarray(i * size, i * size + part), (i - from) * part);
    return block;
  };
  const next = Math.min(width, size - part);
  const smaller = { ...space, size: part, projected: rows(0, part), coupling: rows(part, part + next), width: next };
  return spectrumOf(space, ritzPairs(smaller), width);
}

/** Leading nodes that have converged, up to such as come in as many copies as a block can show. */
function countConverged({ values, residuals }: RitzPairs, width: number): number {
  let start = 0;
  let i = 0;
  for (; i < values.length && residuals[i]! <= relativeResidual * values[i]!; i++) {
    const close = 2 * (residuals[i]! + (residuals[i - 1] ?? 0)) + 1e-9 * values[0]!;
    if (i > 0 && values[i - 1]! - values[i]! > close) start = i;
    if (i - start + 1 >= width) return start;
  }
  return i;
}

function checkCount(subject: string, count: number): void {
  if (Number.isSafeInteger(count) && count > 0) return;
  fail({ subject, expected: "a whole number, 1 or more", got: `${count}` });
}
