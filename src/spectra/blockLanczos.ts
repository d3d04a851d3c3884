import { fail } from "../base/index.ts";
import {
  extendKrylovSpace,
  type KrylovSpace,
  type RitzPairs,
  refreshKrylovSpace,
  restartKrylovSpace,
  ritzPairs,
  ritzVectors,
  startKrylovSpace,
} from "./krylovSpace.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { meter } from "./meter.ts";
import { ritzErrors } from "./ritzErrors.ts";

export interface BlockLanczosOptions {
  /** How many of the largest eigenvalues. */
  count: number;
  /** How many of the smallest ones besides. Default 0. */
  smallest?: number;
  /** Vectors that are multiplied at a time; of an eigenvalue that is repeated more often than that, copies may be missed. Default 4. */
  block?: number;
  /** Errors that are small enough, relative to the largest |eigenvalue|. Default 1e-10, or what the operator allows. */
  tolerance?: number;
  /** Stop after about so many products with one vector, whatever the errors. Default: none but the order sets an end. */
  mostApplications?: number;
  /** Bytes for the basis; a thick restart keeps to it. Default 1 GiB. */
  memory?: number;
  /** Also the eigenvectors. Default false. */
  vectors?: boolean;
  seed?: number;
}

export interface LanczosEigen {
  /** The largest ones, descending, then the smallest ones, descending. */
  readonly values: Float64Array;
  /** For each a bound on its distance to an eigenvalue: ‖A v − λ v‖. */
  readonly residuals: Float64Array;
  /** For each how far it may be off, by the second-order bound where gaps allow it (see `ritzErrors`). */
  readonly errors: Float64Array;
  /** Unit vectors, one after another. */
  readonly vectors?: Float64Array;
  /** "converged": all errors are within the tolerance; "stopped": the number of applications ran out. */
  readonly status: "converged" | "stopped";
  readonly tolerance: number;
  /** Products with one vector. */
  readonly applications: number;
  readonly restarts: number;
}

/**
 * Eigenvalues at the ends of the spectrum of a symmetric operator, by block Lanczos with full reorthogonalisation
 * (Golub & Underwood 1977), thick restarts where memory is short (Wu & Simon 2000) and deflation of what has converged.
 * Start vectors come from the seed.
 *
 * @throws NetspectraError for counts beyond the order, a memory that is too small, and products that are not finite
 */
export async function blockLanczos(operator: SymmetricOperator, options: BlockLanczosOptions): Promise<LanczosEigen> {
  const { order, precision = Number.EPSILON } = operator;
  const { count, smallest = 0, mostApplications = Number.POSITIVE_INFINITY, vectors = false, seed = 0 } = options;
  const wanted = checkCount(order, count) + checkCount(order, smallest, count);
  const block = Math.min(options.block ?? 4, order);
  const tolerance = Math.max(options.tolerance ?? 1e-10, 8 * precision);
  const most = largestBasis(order, wanted, block, options.memory ?? 2 ** 30);
  const metered = meter(operator);
  const none = new Float64Array();
  const space = startKrylovSpace(order, block, { seed, negligible: tolerance / 16 });
  const check: Check = { next: wanted, settled: none, previous: none, previousSize: 0, invariant: false };
  for (let restarts = 0; ; ) {
    await extendKrylovSpace(space, metered);
    const exhausted = space.width === 0;
    const stopped = metered.applications() + space.width * costOf(operator) > mostApplications;
    const full = space.size + space.width > most;
    check.invariant ||= space.replaced > 0;
    if (space.size < check.next && !(exhausted || stopped || full || space.replaced > 0)) continue;
    const pairs = ritzPairs(space);
    const rounding = precision * space.scale * (8 + Math.sqrt(order)) * Math.sqrt(1 + restarts) + space.discarded;
    const found = atBothEnds(pairs, count, smallest, rounding);
    const enough = tolerance * space.scale;
    const converged =
      exhausted ||
      (space.size >= wanted &&
        isConverged(found, enough) &&
        isSettled(check, hasGrown(check, space), pairs, found, count, enough));
    if (converged || stopped) {
      return {
        values: found.values.map((x) => x * space.unit),
        residuals: found.residuals.map((x) => x * space.unit),
        errors: found.errors.map((x, i) => (i < count || exhausted ? x : x + enough) * space.unit),
        ...(vectors && { vectors: ritzVectors(space, pairs, indicesOf(space.size, count, smallest)) }),
        status: converged ? "converged" : "stopped",
        tolerance,
        applications: metered.applications(),
        restarts,
      };
    }
    if (isInvariant(pairs, enough)) {
      check.settled = found.values;
      check.invariant = true;
      if (pairs.residuals.every((residual) => residual <= enough)) refreshKrylovSpace(space);
    }
    if (hasGrown(check, space)) {
      check.previous = found.values;
      check.previousSize = space.size;
    }
    check.next = Math.ceil(space.size * (space.size < 400 ? 1.02 : 1.08));
    if (full) {
      restart(space, pairs, count, smallest, most, block);
      check.next = space.size;
      check.previousSize = 0;
      restarts++;
    }
  }
}

const costOf = ({ applicationsPerVector = 1 }: SymmetricOperator) => applicationsPerVector;

type Found = Pick<LanczosEigen, "values" | "residuals" | "errors">;

function atBothEnds({ values, residuals }: RitzPairs, count: number, smallest: number, rounding: number): Found {
  const top = ritzErrors(values, residuals, count, rounding);
  const mirrored = values.map((x) => -x).reverse();
  const bottom = ritzErrors(mirrored, residuals.slice().reverse(), smallest, rounding).reverse();
  const ends = (list: Float64Array) =>
    Float64Array.from(indicesOf(list.length, count, smallest), (index) => list[index]!);
  return { values: ends(values), residuals: ends(residuals), errors: Float64Array.of(...top, ...bottom) };
}

function indicesOf(size: number, count: number, smallest: number): number[] {
  const top = Array.from({ length: Math.min(count, size) }, (_, i) => i);
  const bottom = Array.from({ length: Math.min(smallest, size) }, (_, i) => size - Math.min(smallest, size) + i);
  return [...top, ...bottom];
}

const isConverged = ({ errors }: Found, most: number) => errors.every((error) => error <= most);

/** When to look at the Ritz values again, and what was found when the space had last become invariant. */
interface Check {
  next: number;
  settled: Float64Array;
  /** What was found when the space was about a tenth smaller, at `previousSize`. */
  previous: Float64Array;
  previousSize: number;
  invariant: boolean;
}

const hasGrown = ({ previousSize }: Check, { size }: KrylovSpace) => size >= 1.1 * previousSize + 2;

/** Nearly: products with the space's vectors hardly leave it. */
const isInvariant = ({ residuals }: RitzPairs, enough: number) =>
  residuals.every((residual) => residual <= 100 * enough);

/**
 * A space that has become invariant goes on with random vectors, which may hold further copies of an eigenvalue. What was
 * found before stands when it is found again, and no Ritz value of the new vectors' space may yet end among it. The smallest
 * values must stay the same in any case (to the tolerance, which is added to their errors): where many lie close together,
 * those beyond are not heard of for long.
 */
function isSettled(
  { settled, previous, invariant }: Check,
  grown: boolean,
  pairs: RitzPairs,
  found: Found,
  count: number,
  enough: number,
): boolean {
  const same = (before: Float64Array) =>
    before.length === found.values.length && before.every((x, i) => Math.abs(x - found.values[i]!) <= 2 * enough);
  if (found.values.length > count && !(grown && same(previous))) return false;
  if (!invariant && !isInvariant(pairs, enough)) return true;
  if (!same(settled)) return false;
  const lowestTop = count === 0 ? Number.POSITIVE_INFINITY : found.values[count - 1]!;
  const highestBottom = found.values[count] ?? Number.NEGATIVE_INFINITY;
  return pairs.values.every((value, i) => {
    const reach = pairs.residuals[i]! - 2 * enough;
    return (
      reach <= 0 ||
      value >= lowestTop ||
      value <= highestBottom ||
      (value + reach < lowestTop && value - reach > highestBottom)
    );
  });
}

/** Keep what is wanted, and half of what there is room for besides, nearest to the wanted ends. */
function restart(
  space: KrylovSpace,
  pairs: RitzPairs,
  count: number,
  smallest: number,
  most: number,
  block: number,
): void {
  const { size } = space;
  const spare = Math.max(0, Math.floor((most - count - smallest - 2 * block) / 2));
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

/** Vectors of the basis that memory has room for. */
function largestBasis(order: number, wanted: number, block: number, memory: number): number {
  const room = Math.floor(memory / (8 * order)) - 2 * block;
  const least = Math.min(order, wanted + 3 * block + 4);
  if (room < least) {
    fail({
      subject: "the memory for Lanczos vectors",
      expected: `at least ${Math.ceil((8 * order * (least + 2 * block)) / 2 ** 20)} MiB for ${wanted} values`,
      got: `${Math.floor(memory / 2 ** 20)} MiB`,
      todo: "Ask for fewer values or allow more memory.",
    });
  }
  return Math.min(room, order);
}
