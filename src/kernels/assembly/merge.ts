import { deflate, inBoth, inFirst, inSecond } from "./deflate";
import { getInteger, mergeRows, putInteger, sortRows } from "./integers";
import { allocate, element, get, put, strideOf, zero } from "./memory";
import { multiply } from "./product";
import { secularRoot } from "./secular";
import { correctWeights, formVector } from "./secularVectors";

/** Numbers of work space that {@link merge} takes from the stack. */
export function mergeWorkspace(order: i32): usize {
  const n = <usize>order;
  return n * <usize>strideOf(order) + n * n + 10 * (n + 16);
}

/**
 * Join the eigensystems of the halves [from, middle) and [middle, to) of a tridiagonal matrix that was torn at e:
 * T = diag(T₁, T₂) + |e| u uᵀ, u = (0, …, 1, ±1, …, 0) (Cuppen 1981). d, `sorted` and the rows of z hold eigenvalues,
 * their ascending order and eigenvectors, before and after. Only rows of the `wanted` largest eigenvalues are formed.
 */
export function merge(
  from: i32, middle: i32, to: i32, e: f64, d: usize, sorted: usize, z: usize, stride: i32, wanted: i32,
): void {
  const n = to - from;
  const integers = <usize>(n >> 1) + 1;
  const w = allocate(n) - (<usize>from << 3), kind = allocate(integers) - (<usize>from << 2);
  const kept = allocate(integers), deflated = allocate(integers), scratch = allocate(integers);
  tornWeights(from, middle, to, e, w, kind, z, stride);
  mergeRows(sorted, from, middle, to, d, scratch);
  const rho = 2 * abs(e);
  const count = deflate(from, to, rho, d, w, kind, sorted, z, stride, kept, deflated);

  const poles = allocate(count), weights = allocate(count), lambda = allocate(n), quotients = allocate(count);
  const vectorStride = strideOf(count);
  const vectors = allocate(<usize>count * <usize>vectorStride);
  for (let i = 0; i < count; i++) {
    put(poles, i, get(d, getInteger(kept, i)));
    put(weights, i, get(w, getInteger(kept, i)));
  }
  solveSecular(count, poles, weights, rho, lambda, vectors, vectorStride, quotients);
  for (let i = count; i < n; i++) put(lambda, i, get(d, getInteger(deflated, i - count)));

  const position = scratch;
  const firstEnd = placeRows(0, inFirst, count, kept, kind, position);
  const bothEnd = placeRows(firstEnd, inBoth, count, kept, kind, position);
  placeRows(bothEnd, inSecond, count, kept, kind, position);
  const n1 = middle - from, n2 = to - middle;
  const upper = allocate(<usize>n * <usize>n);
  const lower = element(upper, bothEnd, n1, 0);
  const rest = element(lower, count - firstEnd, n2, 0);
  for (let i = 0; i < count; i++) {
    const row = getInteger(kept, i), at = getInteger(position, i);
    if (at < bothEnd) copy(element(upper, at, n1, 0), element(z, row, stride, from), n1);
    if (at >= firstEnd) copy(element(lower, at - firstEnd, n2, 0), element(z, row, stride, middle), n2);
  }
  for (let i = count; i < n; i++) {
    copy(element(rest, i - count, n, 0), element(z, getInteger(deflated, i - count), stride, from), n);
  }

  copy(d + (<usize>from << 3), lambda, n);
  for (let i = from; i < from + count; i++) putInteger(sorted, i, i);
  sortRows(sorted, from + count, to, d);
  let first = count;
  mergeRows(sorted, from, from + count, to, d, kind + (<usize>from << 2));
  for (let i = to - wanted; i < to; i++) if (getInteger(sorted, i) < from + count) first--;

  if (count > 1) {
    for (let j = first; j < count; j++) {
      formVector(element(vectors, j, vectorStride, 0), weights, count, position, quotients);
    }
  }
  const s = element(vectors, first, vectorStride, 0);
  formRows(element(z, from + first, stride, from), stride, count - first, n1, bothEnd, s, vectorStride, upper);
  const s2 = s + (<usize>firstEnd << 3);
  formRows(element(z, from + first, stride, middle), stride, count - first, n2, count - firstEnd, s2, vectorStride, lower);
  for (let i = count; i < n; i++) copy(element(z, from + i, stride, from), element(rest, i - count, n, 0), n);
}

/** w = Zᵀ u / √2, so that its norm is 1 and ρ is twice |e|; and which half each row reaches. */
function tornWeights(from: i32, middle: i32, to: i32, e: f64, w: usize, kind: usize, z: usize, stride: i32): void {
  const half: f64 = 0.7071067811865476;
  for (let i = from; i < middle; i++) {
    put(w, i, half * load<f64>(element(z, i, stride, middle - 1)));
    putInteger(kind, i, inFirst);
  }
  for (let i = middle; i < to; i++) {
    put(w, i, copysign(half, e) * load<f64>(element(z, i, stride, middle)));
    putInteger(kind, i, inSecond);
  }
}

/** Roots λ, corrected weights, and the differences d_i − λ_j as rows of `vectors`. */
function solveSecular(
  count: i32, poles: usize, weights: usize, rho: f64, lambda: usize, vectors: usize, stride: i32, squares: usize,
): void {
  let weight = 0.0;
  for (let i = 0; i < count; i++) {
    const w = get(weights, i);
    put(squares, i, w * w);
    weight += w * w;
  }
  if (count == 1) {
    put(lambda, 0, get(poles, 0) + rho * weight);
    put(vectors, 0, 1);
    return;
  }
  for (let j = 0; j < count; j++) {
    put(lambda, j, secularRoot(j, count, poles, squares, rho, weight, element(vectors, j, stride, 0)));
  }
  correctWeights(count, poles, weights, vectors, stride, squares);
}

/** Give the kept rows of one kind the places from `next` on, so that blocks of zeros are left out of the product. */
function placeRows(next: i32, wantedKind: i32, count: i32, kept: usize, kind: usize, position: usize): i32 {
  for (let i = 0; i < count; i++) {
    if (getInteger(kind, getInteger(kept, i)) == wantedKind) putInteger(position, i, next++);
  }
  return next;
}

/** rows × columns of z ← S B, B depth × columns. */
function formRows(
  z: usize, stride: i32, rows: i32, columns: i32, depth: i32, s: usize, vectorStride: i32, b: usize,
): void {
  if (depth == 0) for (let i = 0; i < rows; i++) zero(element(z, i, stride, 0), columns);
  else multiply(rows, columns, depth, 1, s, vectorStride, 1, b, columns, 1, z, stride, false);
}

@inline
function copy(target: usize, source: usize, count: i32): void {
  memory.copy(target, source, <usize>count << 3);
}
