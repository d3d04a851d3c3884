import { inBoth, inFirst, inSecond } from "./deflate";
import { getInteger, mergeRows, putInteger, sortRows } from "./integers";
import { allocate, element, get, put, release, strideOf } from "./memory";
import { multiply } from "./product";
import { secularRoot } from "./secular";
import { correctWeights, divide } from "./secularVectors";
import { rotate } from "./tridiagonalVectors";

const epsilon: f64 = 1.1102230246251565e-16;

/** Numbers of work space that {@link bidiagonalMerge} takes from the stack. */
export function bidiagonalMergeWorkspace(order: i32): usize {
  const n = <usize>order + 1;
  return 3 * n * <usize>(strideOf(order + 1) + 8) + 16 * (n + 16);
}

/**
 * Join the singular value decompositions of the rows [from, middle) and [middle + 1, to) of an upper bidiagonal matrix,
 * each with one column more than rows, with the row between them: in the basis of both, the matrix is diagonal but for
 * that row z (Gu & Eisenstat 1995b, section 2). d, `sorted` and the rows of u and v hold singular values, their ascending
 * order and vectors, before and after; row `to` of v the vector that the matrix sends to zero.
 */
export function bidiagonalMerge(
  from: i32, middle: i32, to: i32, d: usize, e: usize, sorted: usize, u: usize, v: usize, stride: i32,
): void {
  const n = to - from;
  const integers = <usize>(n >> 1) + 1;
  const z = allocate(n) - (<usize>from << 3), kind = allocate(integers) - (<usize>from << 2);
  const kept = allocate(integers), deflated = allocate(integers), scratch = allocate(integers);
  const tolerance = middleRow(from, middle, to, d, e, z, kind, v, stride);
  putInteger(sorted, middle, middle);
  mergeRows(sorted, middle, middle + 1, to, d, scratch);
  mergeRows(sorted, from, middle, to, d, scratch);
  const count = deflate(from, middle, to, tolerance, d, z, kind, sorted, u, v, stride, kept, deflated);

  const poles = allocate(count), roots = allocate(count), weights = allocate(count), lambda = allocate(n);
  const quotients = allocate(count), differencesStride = strideOf(count);
  const differences = allocate(<usize>count * <usize>differencesStride);
  for (let i = 0; i < count; i++) {
    const row = getInteger(kept, i);
    // Two values that are no pair to deflate may lie at zero and just above: they must stay apart (LAPACK's dlasd2 too).
    const value = i == 1 ? max(get(d, row), 0.5 * tolerance) : get(d, row);
    put(roots, i, value);
    put(poles, i, value * value);
    put(weights, i, i == 0 && count > 1 ? max(get(z, row), tolerance) : get(z, row));
  }
  solve(count, poles, weights, lambda, differences, differencesStride, quotients);
  for (let i = count; i < n; i++) put(lambda, i, get(d, getInteger(deflated, i - count)));

  const position = scratch;
  const firstEnd = placeRows(0, inFirst, count, kept, kind, position);
  const bothEnd = placeRows(firstEnd, inBoth, count, kept, kind, position);
  placeRows(bothEnd, inSecond, count, kept, kind, position);
  formVectors(
    from, middle, to, true, count, kept, deflated, position, firstEnd, bothEnd, weights, roots, differences,
    differencesStride, quotients, u, stride,
  );
  formVectors(
    from, middle, to, false, count, kept, deflated, position, firstEnd, bothEnd, weights, roots, differences,
    differencesStride, quotients, v, stride,
  );
  memory.copy(d + (<usize>from << 3), lambda, <usize>n << 3);
  for (let i = from; i < from + count; i++) putInteger(sorted, i, i);
  sortRows(sorted, from + count, to, d);
  mergeRows(sorted, from, from + count, to, d, kind + (<usize>from << 2));
}

/**
 * z, the middle row in the basis of the halves, d = 0 in its place, and which half each vector reaches. The two vectors
 * that the halves send to zero are rotated so that one of them meets the row and the other is sent to zero by all.
 * @returns what is negligible.
 */
function middleRow(
  from: i32, middle: i32, to: i32, d: usize, e: usize, z: usize, kind: usize, v: usize, stride: i32,
): f64 {
  const alpha = get(d, middle), beta = get(e, middle);
  let largest = max(abs(alpha), abs(beta));
  for (let i = from; i < to; i++) {
    const isFirst = i < middle;
    putInteger(kind, i, i == middle ? inBoth : isFirst ? inFirst : inSecond);
    if (i == middle) continue;
    largest = max(largest, get(d, i));
    put(z, i, isFirst ? alpha * load<f64>(element(v, i, stride, middle)) : beta * load<f64>(element(v, i, stride, middle + 1)));
  }
  // The largest element of the whole matrix is about 1.
  const tolerance = 0.25 * epsilon + 8 * epsilon * largest;
  const f = alpha * load<f64>(element(v, middle, stride, middle));
  const g = beta * load<f64>(element(v, to, stride, middle + 1));
  const length = sqrt(f * f + g * g);
  put(z, middle, length);
  if (length > tolerance) {
    rotate(element(v, to, stride, from), element(v, middle, stride, from), f / length, g / length, to - from + 1);
  }
  put(d, middle, 0);
  return tolerance;
}

/**
 * Take out the singular values that are already there: rows whose z is negligible, and one of each pair of rows with
 * (nearly) equal d after a rotation that moves its z to the other. The middle row stays, the first of the kept.
 * @returns how many are kept.
 */
function deflate(
  from: i32, middle: i32, to: i32, tolerance: f64, d: usize, z: usize, kind: usize, sorted: usize, u: usize, v: usize,
  stride: i32, kept: usize, deflated: usize,
): i32 {
  let candidate = -1, keptCount = 1, deflatedCount = 0;
  putInteger(kept, 0, middle);
  for (let i = from; i < to; i++) {
    const row = getInteger(sorted, i);
    if (row == middle) continue;
    if (abs(get(z, row)) <= tolerance) {
      putInteger(deflated, deflatedCount++, row);
      continue;
    }
    if (candidate >= 0) {
      if (get(d, row) - get(d, candidate) <= tolerance) {
        const zi = get(z, candidate), zj = get(z, row);
        const length = sqrt(zi * zi + zj * zj);
        put(z, row, length);
        if (getInteger(kind, candidate) != getInteger(kind, row)) putInteger(kind, row, inBoth);
        rotate(element(u, candidate, stride, from), element(u, row, stride, from), zj / length, zi / length, to - from);
        rotate(element(v, candidate, stride, from), element(v, row, stride, from), zj / length, zi / length, to - from + 1);
        putInteger(deflated, deflatedCount++, candidate);
      } else putInteger(kept, keptCount++, candidate);
    }
    candidate = row;
  }
  if (candidate >= 0) putInteger(kept, keptCount++, candidate);
  return keptCount;
}

/**
 * The singular values from 1 + Σ z²/(d² − σ²) = 0, weights for which they are exact, and the differences d² − σ² as rows.
 * The squares d² are taken for exact, which changes each d by a rounding error of itself.
 */
function solve(
  count: i32, poles: usize, weights: usize, sigma: usize, differences: usize, stride: i32, squares: usize,
): void {
  if (count == 1) {
    put(sigma, 0, abs(get(weights, 0)));
    put(differences, 0, 1);
    return;
  }
  let weight = 0.0;
  for (let i = 0; i < count; i++) {
    const w = get(weights, i);
    put(squares, i, w * w);
    weight += w * w;
  }
  for (let j = 0; j < count; j++) {
    const root = secularRoot(j, count, poles, squares, 1, weight, element(differences, j, stride, 0));
    put(sigma, j, sqrt(max(0.0, root)));
  }
  correctWeights(count, poles, weights, differences, stride, squares);
}

/** Give the kept rows of one kind the places from `next` on, so that blocks of zeros are left out of the product. */
function placeRows(next: i32, wantedKind: i32, count: i32, kept: usize, kind: usize, position: usize): i32 {
  for (let i = 0; i < count; i++) {
    if (getInteger(kind, getInteger(kept, i)) == wantedKind) putInteger(position, i, next++);
  }
  return next;
}

/**
 * Rows from … of u (`isLeft`) or v become the new vectors: of the kept values products of their vectors in the old basis
 * with that basis, then those of the deflated values.
 */
function formVectors(
  from: i32, middle: i32, to: i32, isLeft: bool, count: i32, kept: usize, deflated: usize, position: usize,
  firstEnd: i32, bothEnd: i32, weights: usize, roots: usize, differences: usize, stride: i32, quotients: usize,
  target: usize, targetStride: i32,
): void {
  const n = to - from, width = isLeft ? n : n + 1;
  // The middle column belongs to the first half of v and is free in u, but for the middle row.
  const n1 = middle - from + 1, n2 = width - n1;
  const s = allocate(<usize>count * <usize>stride);
  for (let j = 0; j < count; j++) formVector(isLeft, element(s, j, stride, 0), weights, roots, element(differences, j, stride, 0), count, position, quotients);
  const upper = allocate(<usize>n * <usize>width);
  const lower = element(upper, bothEnd, n1, 0);
  const rest = element(lower, count - firstEnd, n2, 0);
  for (let i = 0; i < count; i++) {
    const row = getInteger(kept, i), at = getInteger(position, i);
    if (at < bothEnd) copy(element(upper, at, n1, 0), element(target, row, targetStride, from), n1);
    if (at >= firstEnd) copy(element(lower, at - firstEnd, n2, 0), element(target, row, targetStride, middle + 1), n2);
  }
  for (let i = count; i < n; i++) {
    copy(element(rest, i - count, width, 0), element(target, getInteger(deflated, i - count), targetStride, from), width);
  }
  const into = element(target, from, targetStride, from);
  multiply(count, n1, bothEnd, 1, s, stride, 1, upper, n1, 1, into, targetStride, false);
  const second = s + (<usize>firstEnd << 3), intoSecond = element(target, from, targetStride, middle + 1);
  multiply(count, n2, count - firstEnd, 1, second, stride, 1, lower, n2, 1, intoSecond, targetStride, false);
  for (let i = count; i < n; i++) copy(element(target, from + i, targetStride, from), element(rest, i - count, width, 0), width);
  release(s);
}

/** The unit vector of one value in the old basis: z/(d² − σ²) on the right, d z/(d² − σ²) and −1 for the middle on the left. */
function formVector(
  isLeft: bool, vector: usize, weights: usize, roots: usize, differences: usize, count: i32, position: usize,
  quotients: usize,
): void {
  let square = 1.0;
  if (count == 1) put(quotients, 0, 1);
  else {
    square = divide(quotients, weights, differences, count);
    if (isLeft) {
      square = 1;
      put(quotients, 0, -1);
      for (let i = 1; i < count; i++) {
        const q = get(quotients, i) * get(roots, i);
        put(quotients, i, q);
        square += q * q;
      }
    }
  }
  const inverse = 1 / sqrt(square);
  for (let i = 0; i < count; i++) put(vector, getInteger(position, i), get(quotients, i) * inverse);
}

@inline
function copy(target: usize, source: usize, count: i32): void {
  memory.copy(target, source, <usize>count << 3);
}
