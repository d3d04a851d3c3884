import { getInteger, putInteger } from "./integers";
import { element, get, put } from "./memory";
import { rotate } from "./tridiagonalVectors";

const epsilon: f64 = 1.1102230246251565e-16;

/** Which half of the columns a row of z reaches. */
export const inFirst: i32 = 0;
export const inBoth: i32 = 1;
export const inSecond: i32 = 2;

/**
 * Take out of D + ρ w wᵀ the eigenvalues that are already there: rows whose weight is negligible, and one of each pair of
 * rows with (nearly) equal d after a rotation that moves its weight to the other (Dongarra & Sorensen 1987).
 *
 * d, w and `kind` belong to rows from … to − 1 of z; `sorted` lists these ascending by d. The rows left go to `kept`
 * (ascending), the others to `deflated`. @returns how many are kept.
 */
export function deflate(
  from: i32, to: i32, rho: f64, d: usize, w: usize, kind: usize, sorted: usize, z: usize, stride: i32,
  kept: usize, deflated: usize,
): i32 {
  let largest = 0.0;
  for (let i = from; i < to; i++) largest = max(largest, max(abs(get(d, i)), abs(get(w, i))));
  const tolerance = 8 * epsilon * largest;
  let candidate = -1, keptCount = 0, deflatedCount = 0;
  for (let i = from; i < to; i++) {
    const row = getInteger(sorted, i);
    if (rho * abs(get(w, row)) <= tolerance) {
      putInteger(deflated, deflatedCount++, row);
      continue;
    }
    if (candidate >= 0) {
      if (mergePair(candidate, row, from, to, tolerance, d, w, kind, z, stride)) {
        putInteger(deflated, deflatedCount++, candidate);
      } else putInteger(kept, keptCount++, candidate);
    }
    candidate = row;
  }
  if (candidate >= 0) putInteger(kept, keptCount++, candidate);
  return keptCount;
}

/** Rotate the weight of row i into row j if what that leaves off the diagonal is negligible. */
function mergePair(
  i: i32, j: i32, from: i32, to: i32, tolerance: f64, d: usize, w: usize, kind: usize, z: usize, stride: i32,
): bool {
  const wi = get(w, i), wj = get(w, j);
  const length = sqrt(wi * wi + wj * wj);
  const c = wj / length, s = wi / length;
  const di = get(d, i), dj = get(d, j);
  if (abs((dj - di) * c * s) > tolerance) return false;
  put(w, j, length);
  put(w, i, 0);
  put(d, i, di * c * c + dj * s * s);
  put(d, j, di * s * s + dj * c * c);
  if (getInteger(kind, i) != getInteger(kind, j)) putInteger(kind, j, inBoth);
  rotate(element(z, i, stride, from), element(z, j, stride, from), c, s, to - from);
  return true;
}
