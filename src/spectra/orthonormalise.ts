import { addCombinations, innerProducts, norm, vectorAt } from "./blockVectors.ts";
import { randomVectors } from "./randomVectors.ts";

/** W = H Q + R P with rows of P orthonormal, and orthogonal to those of Q. */
export interface Orthonormalised {
  /** P, count × length. It lies where W lay. */
  readonly vectors: Float64Array;
  readonly count: number;
  /** H, given × size of the basis. */
  readonly overlaps: Float64Array;
  /** R, given × count. */
  readonly triangle: Float64Array;
  /** Vectors that depended on others and gave way to random ones, which W does not contain. */
  readonly replaced: number;
  /** Norm of what was left out of W as negligible. */
  readonly discarded: number;
}

export interface OrthonormaliseOptions {
  /** What is left of a vector is not worth a direction of its own up to this length. */
  negligible: number;
  seed: number;
}

/**
 * Block Gram–Schmidt, twice, since twice is enough (Giraud, Langou, Rozložník, van den Eshof 2005). Vectors that depend on
 * others are replaced by random ones as long as the space has room, and left out beyond.
 *
 * @param block W, given × length; it is overwritten
 * @param basis Q, size × length, orthonormal
 */
export function orthonormalise(
  block: Float64Array,
  given: number,
  basis: Float64Array,
  size: number,
  length: number,
  { negligible, seed }: OrthonormaliseOptions,
): Orthonormalised {
  const overlaps = project(block, given, basis, size, length);
  const count = Math.min(given, length - size);
  const triangle = new Float64Array(given * count);
  let replaced = 0;
  let discarded = 0;
  let kept = 0;
  for (let i = 0; i < given; i++) {
    const original = vectorAt(block, i, length);
    const before = norm(original);
    const inner = project(original, 1, block, kept, length);
    let after = norm(original);
    if (after < 0.1 * before) {
      // What is left is small beside what was taken away, and so is its accuracy.
      project(original, 1, basis, size, length);
      accumulate(inner, project(original, 1, block, kept, length));
      after = norm(original);
    }
    for (let j = 0; j < kept; j++) triangle[i * count + j] = inner[j]!;
    if (after <= negligible || kept === count) {
      discarded = Math.hypot(discarded, after);
      continue;
    }
    const vector = vectorAt(block, kept, length);
    for (let t = 0; t < length; t++) vector[t] = original[t]! / after;
    triangle[i * count + kept] = after;
    kept++;
  }
  for (let attempt = 0; kept < count; attempt++) {
    const vector = vectorAt(block, kept, length);
    vector.set(randomVectors(1, length, "normal", seed, "replacement", size + attempt * length));
    const scale = norm(vector);
    for (let pass = 0; pass < 2; pass++) {
      project(vector, 1, basis, size, length);
      project(vector, 1, block, kept, length);
    }
    const left = norm(vector);
    if (left < 1e-8 * scale) continue;
    for (let t = 0; t < length; t++) vector[t]! /= left;
    // The division magnified what rounding had left of the others.
    project(vector, 1, basis, size, length);
    project(vector, 1, block, kept, length);
    const unit = norm(vector);
    for (let t = 0; t < length; t++) vector[t]! /= unit;
    kept++;
    replaced++;
  }
  return { vectors: block.subarray(0, count * length), count, overlaps, triangle, replaced, discarded };
}

/** Take the components along an orthonormal basis away, twice; what was taken, count × size. */
function project(block: Float64Array, count: number, basis: Float64Array, size: number, length: number): Float64Array {
  const total = new Float64Array(count * size);
  if (size === 0) return total;
  for (let pass = 0; pass < 2; pass++) {
    const overlaps = innerProducts(block, count, basis, size, length);
    accumulate(total, overlaps);
    addCombinations(
      block,
      count,
      overlaps.map((x) => -x),
      basis,
      size,
      length,
    );
  }
  return total;
}

function accumulate(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}
