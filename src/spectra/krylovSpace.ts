import { symmetricEigen } from "../kernels/index.ts";
import { combinations, innerProducts, norm, vectorAt } from "./blockVectors.ts";
import type { SymmetricOperator } from "./linearOperator.ts";
import { orthonormalise } from "./orthonormalise.ts";
import { randomVectors } from "./randomVectors.ts";

/**
 * A Krylov space of a symmetric matrix A: A Q = Q T + P C with orthonormal rows, so to speak: Q holds `size` vectors, P the
 * `width` ones that come next, and T is the matrix of A in the space. This form outlives a thick restart (Wu and Simon 2000).
 */
export interface KrylovSpace {
  readonly order: number;
  readonly seed: number;
  /** Q, size × order (the array has room for more). */
  basis: Float64Array;
  size: number;
  /** T, size × size. */
  projected: Float64Array;
  /** P, width × order. */
  next: Float64Array;
  width: number;
  /** C, width × size. */
  coupling: Float64Array;
  /** A power of two that A is divided by, so that squares neither overflow nor vanish; T, C and what follows are of A / unit. */
  unit: number;
  /** The largest norm of a product so far: what rounding is measured by. */
  scale: number;
  /** Parts of products up to this length, relative to the scale, are left out, and random vectors taken in instead. */
  readonly negligible: number;
  /** Norm of what was left out. */
  discarded: number;
  /** How many of the vectors of P are random ones, since the space had become invariant. */
  replaced: number;
}

/** Eigenvalues of A as the space sees them. */
export interface RitzPairs {
  /** Descending. */
  readonly values: Float64Array;
  /** ‖A v − θ v‖ for each. */
  readonly residuals: Float64Array;
  /** Coordinates of the Ritz vectors in the space, size × size, one after another. */
  readonly coordinates: Float64Array;
  /** What leads out of the space: A v − θ v in terms of the next vectors, size × width. */
  readonly couplings: Float64Array;
}

/** A space that is still empty; `width` random vectors come first. */
export function startKrylovSpace(
  order: number,
  width: number,
  { seed, negligible = 16 * Number.EPSILON }: { seed: number; negligible?: number },
): KrylovSpace {
  const given = Math.min(width, order);
  const start = randomVectors(given, order, "normal", seed, "start");
  const { vectors } = orthonormalise(start, given, new Float64Array(), 0, order, { negligible: 0, seed });
  return {
    order,
    seed,
    basis: new Float64Array(),
    size: 0,
    projected: new Float64Array(),
    next: vectors,
    width: given,
    coupling: new Float64Array(),
    unit: 1,
    scale: 0,
    negligible,
    discarded: 0,
    replaced: 0,
  };
}

/** Take the next vectors in: one product of A with each. */
export async function extendKrylovSpace(space: KrylovSpace, operator: SymmetricOperator): Promise<void> {
  const { order, size: before, width: added } = space;
  // Copied, since whoever computes the product may take the buffer away.
  const products = Float64Array.from(await operator.apply(space.next.slice(0, added * order), added));
  if (space.scale === 0) space.unit = powerOfTwo(norm(products));
  if (space.unit !== 1) for (let t = 0; t < products.length; t++) products[t]! /= space.unit;
  for (let i = 0; i < added; i++) space.scale = Math.max(space.scale, norm(vectorAt(products, i, order)));
  const size = before + added;
  reserve(space, size);
  space.basis.set(space.next.subarray(0, added * order), before * order);
  space.size = size;
  const { vectors, count, overlaps, triangle, replaced, discarded } = orthonormalise(
    products,
    added,
    space.basis.subarray(0, size * order),
    size,
    order,
    { negligible: space.negligible * space.scale, seed: space.seed },
  );
  space.projected = bordered(space.projected, before, overlaps, added);
  space.coupling = new Float64Array(count * size);
  for (let i = 0; i < added; i++) {
    for (let j = 0; j < count; j++) space.coupling[j * size + before + i] = triangle[i * count + j]!;
  }
  space.next = vectors;
  space.width = count;
  space.replaced = replaced;
  space.discarded += discarded;
}

/**
 * Let random vectors come next besides: what they lead to may hold copies of eigenvalues of which the space has already as many
 * as its blocks can show.
 */
export function widenKrylovSpace(space: KrylovSpace, added: number): void {
  const { order, size, width, seed } = space;
  const count = Math.min(added, order - size - width);
  const next = new Float64Array((width + count) * order);
  next.set(space.next.subarray(0, width * order));
  next.set(randomVectors(count, order, "normal", seed, "copies", size), width * order);
  const basis = space.basis.subarray(0, size * order);
  space.next = orthonormalise(next, width + count, basis, size, order, { negligible: 0, seed }).vectors;
  const coupling = new Float64Array((width + count) * size);
  coupling.set(space.coupling);
  space.coupling = coupling;
  space.width = width + count;
}

/** About as large as a norm, within what can be divided by. */
function powerOfTwo(size: number): number {
  return size === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
}

/** T with the rows and columns of new vectors, whose products with the space are `overlaps` (added × all). */
function bordered(projected: Float64Array, before: number, overlaps: Float64Array, added: number): Float64Array {
  const size = before + added;
  const result = new Float64Array(size * size);
  for (let i = 0; i < before; i++) result.set(projected.subarray(i * before, (i + 1) * before), i * size);
  for (let i = 0; i < added; i++) {
    const row = before + i;
    for (let j = 0; j < before; j++) result[row * size + j] = result[j * size + row] = overlaps[i * size + j]!;
    for (let j = 0; j <= i; j++) {
      const mean = (overlaps[i * size + before + j]! + overlaps[j * size + row]!) / 2;
      result[row * size + before + j] = result[(before + j) * size + row] = mean;
    }
  }
  return result;
}

function reserve(space: KrylovSpace, size: number): void {
  if (space.basis.length >= size * space.order) return;
  const room = Math.min(space.order, Math.max(size, Math.ceil(1.5 * space.size)));
  const basis = new Float64Array(Math.max(room, size) * space.order);
  basis.set(space.basis.subarray(0, space.size * space.order));
  space.basis = basis;
}

/** Rayleigh–Ritz in the space. */
export function ritzPairs({ projected, size, coupling, width }: KrylovSpace): RitzPairs {
  const { values, vectors = new Float64Array() } = symmetricEigen(projected, size, { vectors: true });
  const couplings = innerProducts(vectors, size, coupling, width, size);
  const residuals = Float64Array.from({ length: size }, (_, i) => norm(vectorAt(couplings, i, width)));
  return { values, residuals, coordinates: vectors, couplings };
}

/** Ritz vectors themselves, one for each of `chosen`, chosen.length × order. */
export function ritzVectors(
  { basis, size, order }: KrylovSpace,
  pairs: RitzPairs,
  chosen: readonly number[],
): Float64Array {
  return combinations(coordinatesOf(pairs, chosen, size), chosen.length, basis, size, order);
}

/**
 * Keep the Ritz vectors that are `chosen` alone (Wu and Simon 2000); what has converged to rounding is let go from the rest,
 * so that it is not looked for again.
 */
export function restartKrylovSpace(space: KrylovSpace, pairs: RitzPairs, chosen: readonly number[]): void {
  const { size, width, order } = space;
  const kept = chosen.length;
  const coordinates = coordinatesOf(pairs, chosen, size);
  const vectors = combinations(coordinates, kept, space.basis, size, order);
  const coupling = new Float64Array(width * kept);
  chosen.forEach((index, i) => {
    if (pairs.residuals[index]! <= Number.EPSILON * space.scale) return;
    for (let j = 0; j < width; j++) coupling[j * kept + i] = pairs.couplings[index * width + j]!;
  });
  space.basis.set(vectors);
  space.projected = new Float64Array(kept * kept);
  chosen.forEach((index, i) => {
    space.projected[i * kept + i] = pairs.values[index]!;
  });
  space.coupling = coupling;
  space.size = kept;
}

function coordinatesOf({ coordinates }: RitzPairs, chosen: readonly number[], size: number): Float64Array {
  const result = new Float64Array(chosen.length * size);
  chosen.forEach((index, i) => {
    result.set(vectorAt(coordinates, index, size), i * size);
  });
  return result;
}
