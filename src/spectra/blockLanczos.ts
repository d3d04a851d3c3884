import { fail } from "../base/index.ts";
import { vectorAt } from "./blockVectors.ts";
import {
  extendKrylovSpace,
  type KrylovSpace,
  type RitzPairs,
  restartKrylovSpace,
  ritzPairs,
  ritzVectors,
  startKrylovSpace,
  widenKrylovSpace,
} from "./krylovSpace.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { ritzErrors } from "./ritzErrors.ts";
import { type Found, verifierOf } from "./verifyRitzValues.ts";

export interface BlockLanczosOptions {
  /** How many of the largest eigenvalues. */
  count: number;
  /** How many of the smallest ones besides. Default 0. */
  smallest?: number;
  /** Vectors that are multiplied at a time. Default 4; more are taken where an eigenvalue is repeated more often than that. */
  block?: number;
  /** Errors that are small enough, relative to the largest |eigenvalue|. Default 1e-10, or what the operator allows. */
  tolerance?: number;
  /** Stop after about so many products with one vector, whatever the errors. Default: none but the order sets an end. */
  mostApplications?: number;
  /** Bytes for the basis; a thick restart keeps to it. Default 1 GiB. */
  memory?: number;
  /** Search for further copies of what a block shows no more copies of. Default true; it takes a tenth of the products, or half where values lie close. */
  verify?: boolean;
  /** Also the eigenvectors. Default false. */
  vectors?: boolean;
  seed?: number;
}

export interface LanczosEigen {
  /** The largest ones, descending, then the smallest ones, descending. */
  readonly values: Float64Array;
  /** For each a bound on its distance to an eigenvalue: ‖A v − λ v‖. */
  readonly residuals: Float64Array;
  /** For each how far it may be off. */
  readonly errors: Float64Array;
  /**
   * What the errors rest on. True: they hold with probability 0.99 at least, whatever the matrix (`complementBounds`,
   * `lehmannErrors`), or the whole space was gone through. False: they presume that no eigenvalue was missed altogether
   * (`ritzErrors`); with probability 1 none is of which fewer copies were found than a block has vectors.
   */
  readonly verified: boolean;
  /** Unit vectors, one after another. */
  readonly vectors?: Float64Array;
  /** "converged": all errors are within the tolerance; "stopped": the number of applications or the memory ran out. */
  readonly status: "converged" | "stopped";
  readonly tolerance: number;
  /** Products with one vector. */
  readonly applications: number;
  readonly restarts: number;
}

/**
 * Eigenvalues at the ends of the spectrum of a symmetric operator, by block Lanczos with full reorthogonalisation
 * (Golub & Underwood 1977), thick restarts where memory is short (Wu & Simon 2000) and deflation of what has converged.
 * Start vectors come from the seed. A block of b vectors shows b copies of an eigenvalue: where there may be more, what is
 * orthogonal to the space is searched from a fresh random vector, and the block widened as long as something is seen there.
 *
 * @throws NetspectraError for counts beyond the order, a memory that is too small, and products that are not finite
 */
export async function blockLanczos(operator: SymmetricOperator, options: BlockLanczosOptions): Promise<LanczosEigen> {
  const { order, precision = Number.EPSILON, applicationsPerVector = 1 } = operator;
  const {
    count,
    smallest = 0,
    mostApplications = Number.POSITIVE_INFINITY,
    vectors = false,
    verify = true,
    seed = 0,
  } = options;
  const wanted = checkCount(order, count) + checkCount(order, smallest, count);
  const block = Math.min(options.block ?? 4, order);
  const tolerance = Math.max(options.tolerance ?? 1e-10, 8 * precision);
  const memory = options.memory ?? 2 ** 30;
  checkMemory(order, wanted, block, memory);
  const metered = meter(operator);
  const space = startKrylovSpace(order, block, { seed, negligible: tolerance / 16 });
  const left = () => mostApplications - metered.applications();
  let next = wanted;
  let invariant = false;
  const verifier = verifierOf(metered);
  for (let restarts = 0; ; ) {
    await extendKrylovSpace(space, metered);
    const exhausted = space.width === 0;
    const most = largestBasis(order, space.width, memory);
    const full = space.size + space.width > most;
    invariant ||= space.replaced > 0;
    const stopped = () => left() < space.width * applicationsPerVector;
    if (space.size < next && !(exhausted || full || stopped())) continue;
    const pairs = ritzPairs(space);
    const rounding = precision * space.scale * (8 + Math.sqrt(order)) * Math.sqrt(1 + restarts) + space.discarded;
    const enough = tolerance * space.scale;
    const found = atBothEnds(pairs, count, smallest, enough, rounding);
    const worst = space.size < wanted ? Number.POSITIVE_INFINITY : Math.max(...found.errors);
    const doubtful =
      !exhausted &&
      (smallest > 0 || invariant || isInvariant(pairs, enough) || (verify && mayRepeat(found, space.width)));
    // Verified bounds are sharper, and what they rest on may be had before it is needed.
    const { errors, missed } =
      doubtful && worst <= 100 * enough ? await verifier.verify(space, pairs, found, left()) : { missed: false };
    const added = Math.min(space.width, widest(order, wanted, memory) - space.width);
    const converged = errors ? Math.max(...errors) <= enough : exhausted || (worst <= enough && !doubtful);
    if (converged || stopped() || (missed && added <= 0)) {
      return {
        values: found.values.map((x) => x * space.unit),
        residuals: found.residuals.map((x) => x * space.unit),
        errors: (errors ?? found.errors).map((x) => x * space.unit),
        ...(vectors && { vectors: ritzVectors(space, pairs, found.chosen) }),
        verified: exhausted || errors !== undefined,
        status: converged ? "converged" : "stopped",
        tolerance,
        applications: metered.applications(),
        restarts,
      };
    }
    next = Math.ceil(space.size * (space.size < 400 ? 1.02 : 1.08));
    if (missed) {
      widenKrylovSpace(space, added);
      next = space.size + 4 * space.width;
    }
    if (full) {
      restart(space, ritzPairs(space), count, smallest, most);
      verifier.forget();
      next = space.size;
      restarts++;
    }
  }
}

function atBothEnds(
  { values, residuals, couplings }: RitzPairs,
  count: number,
  smallest: number,
  enough: number,
  rounding: number,
): Found & { errors: Float64Array } {
  const size = values.length;
  const width = couplings.length / size;
  const top = ritzErrors(values, residuals, count, rounding);
  const mirrored = values.map((x) => -x).reverse();
  const bottom = ritzErrors(mirrored, residuals.slice().reverse(), smallest, rounding).reverse();
  const chosen = indicesOf(size, count, smallest);
  return {
    values: Float64Array.from(chosen, (index) => values[index]!),
    residuals: Float64Array.from(chosen, (index) => residuals[index]!),
    couplings: Float64Array.from(chosen.flatMap((index) => [...vectorAt(couplings, index, width)])),
    errors: Float64Array.of(...top, ...bottom),
    chosen,
    count,
    smallest,
    enough,
    rounding,
  };
}

/** Nearly: products with the space's vectors hardly leave it. */
const isInvariant = ({ residuals }: RitzPairs, enough: number) =>
  residuals.every((residual) => residual <= 100 * enough);

/** Whether a value that was found as often as a block can show it stands above others, which further copies would push down. */
function mayRepeat({ values, enough }: Found, width: number): boolean {
  const last = values.at(-1) ?? 0;
  return values.some((value, i) => {
    const other = values[i + width - 1];
    return other !== undefined && other > last + enough && value - other <= 4 * enough;
  });
}

function indicesOf(size: number, count: number, smallest: number): number[] {
  const top = Array.from({ length: Math.min(count, size) }, (_, i) => i);
  const bottom = Array.from({ length: Math.min(smallest, size) }, (_, i) => size - Math.min(smallest, size) + i);
  return [...top, ...bottom];
}

/** Keep what is wanted, and half of what there is room for besides, nearest to the wanted ends. */
function restart(space: KrylovSpace, pairs: RitzPairs, count: number, smallest: number, most: number): void {
  const { size, width } = space;
  const spare = Math.max(0, Math.floor((most - count - smallest - 2 * width) / 2));
  const share = Math.round((spare * count) / (count + smallest));
  const [top, bottom] = [count + share, smallest === 0 ? 0 : smallest + spare - share];
  restartKrylovSpace(space, pairs, indicesOf(size, Math.min(top, size - bottom), bottom));
}

function checkCount(order: number, count: number, others = 0): number {
  if (Number.isInteger(count) && count >= 0 && count + others <= order && (others > 0 || count > 0 || order === 0)) {
    return count;
  }
  return fail({
    subject: "the number of eigenvalues",
    expected: `whole numbers, 1 to ${order} in all`,
    got: others > 0 ? `${others} and ${count}` : `${count}`,
  });
}

/** Vectors of the basis that memory has room for, beside a block, its products and those that search the complement. */
const largestBasis = (order: number, width: number, memory: number) =>
  Math.min(order, Math.floor(memory / (8 * order)) - 2 * width - 4);

/** The widest block that leaves room for restarts. */
const widest = (order: number, wanted: number, memory: number) =>
  Math.floor((Math.floor(memory / (8 * order)) - wanted - 8) / 5);

function checkMemory(order: number, wanted: number, block: number, memory: number): void {
  const least = Math.min(order, wanted + 3 * block + 4);
  if (largestBasis(order, block, memory) >= least) return;
  fail({
    subject: "the memory for Lanczos vectors",
    expected: `at least ${Math.ceil((8 * order * (least + 2 * block + 4)) / 2 ** 20)} MiB for ${wanted} values`,
    got: `${Math.floor(memory / 2 ** 20)} MiB`,
    todo: "Ask for fewer values or allow more memory.",
  });
}
