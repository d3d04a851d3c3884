import { bandwidth } from "./bandReduce";
import { allocate, element, get, put, release, zero } from "./memory";
import { multiplyAdd } from "./multiplyAdd";
import { reflector } from "./reflector";
import { addScaled, dot, scale, sumLanes } from "./vector";

/** Numbers of a stored column: the diagonal, the band, and the bulge below it. */
const length: i32 = 2 * bandwidth;
/** Bytes from column to column of a block, which is an ordinary matrix by columns, one element shorter than the storage. */
const step: usize = <usize>(length - 1) << 3;

/** Numbers of work space that {@link chaseBulges} takes from the stack. */
export function chaseBulgesWorkspace(order: i32): usize {
  return <usize>length * <usize>(order + length) + 4 * bandwidth + 64;
}

/**
 * Reduce the band in the lower triangle of `matrix` to tridiagonal form (d, e): column after column is reflected, and the
 * bulge that this makes below the band is chased down by further reflections (Rutishauser 1963; blocks as in Lang 1993).
 * The band stays in the cache, 6 order² bandwidth operations.
 */
export function chaseBulges(matrix: usize, stride: i32, order: i32, d: usize, e: usize): void {
  const band = allocate(<usize>length * <usize>(order + length));
  zero(band, length * (order + length));
  copyBand(band, matrix, stride, order);
  let v = allocate(bandwidth), next = allocate(bandwidth);
  const p = allocate(bandwidth), x = allocate(bandwidth);
  for (let j = 0; j + 2 < order; j++) {
    const column = element(band, j, length, 1);
    let t = reflector(v, column, 0, bandwidth, column);
    zero(column + 8, bandwidth - 1);
    for (let row = j + 1; row < order; row += bandwidth) {
      if (t != 0) reflectDiagonal(element(band, row, length, 0), v, t, p);
      if (row + bandwidth >= order) break;
      t = reflectBelow(element(band, row, length, bandwidth), v, t, next, p, x);
      const previous = v;
      v = next;
      next = previous;
    }
  }
  for (let j = 0; j < order; j++) {
    put(d, j, load<f64>(element(band, j, length, 0)));
    if (j + 1 < order) put(e, j, load<f64>(element(band, j, length, 1)));
  }
  release(band);
}

export function copyBand(band: usize, matrix: usize, stride: i32, order: i32): void {
  for (let i = 0; i < order; i++) {
    for (let j = max(0, i - bandwidth); j <= i; j++) {
      store<f64>(element(band, j, length, i - j), load<f64>(element(matrix, i, stride, j)));
    }
  }
}

/** D ← H D H, H = I − τ v vᵀ, for a diagonal block, of which the lower triangle is stored: D − v wᵀ − w vᵀ. */
export function reflectDiagonal(block: usize, v: usize, t: f64, w: usize): void {
  zero(w, bandwidth);
  for (let k = 0; k < bandwidth; k += 4) timesColumns(block + <usize>k * step, v, w, k);
  scale(w, t, 0, bandwidth);
  addScaled(w, -0.5 * t * dot(w, v, 0, bandwidth), v, 0, bandwidth);
  for (let k = 0; k < bandwidth; k += 4) updateColumns(block + <usize>k * step, v, w, k);
}

/** What columns k … k + 3 of a symmetric block, and the rows like them, add to w = D v. */
function timesColumns(column: usize, v: usize, w: usize, k: i32): void {
  for (let j = k; j < k + 4; j++) {
    const c = column + <usize>(j - k) * step, vj = get(v, j);
    let sum = get(c, j) * vj;
    for (let i = j + 1; i < k + 4; i++) {
      sum += get(c, i) * get(v, i);
      put(w, i, get(w, i) + get(c, i) * vj);
    }
    put(w, j, get(w, j) + sum);
  }
  const at = <usize>k << 3, end = <usize>bandwidth << 3;
  const v0 = v128.load_splat<f64>(v + at, 0), v1 = v128.load_splat<f64>(v + at, 8);
  const v2 = v128.load_splat<f64>(v + at, 16), v3 = v128.load_splat<f64>(v + at, 24);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  for (let i = at + 32; i < end; i += 16) {
    const vi = v128.load(v + i), c = column + i;
    const c0 = v128.load(c), c1 = v128.load(c + step), c2 = v128.load(c + 2 * step), c3 = v128.load(c + 3 * step);
    s0 = multiplyAdd(s0, c0, vi);
    s1 = multiplyAdd(s1, c1, vi);
    s2 = multiplyAdd(s2, c2, vi);
    s3 = multiplyAdd(s3, c3, vi);
    const left = multiplyAdd(multiplyAdd(v128.load(w + i), c0, v0), c1, v1);
    v128.store(w + i, multiplyAdd(multiplyAdd(left, c2, v2), c3, v3));
  }
  put(w, k, get(w, k) + sumLanes(s0));
  put(w, k + 1, get(w, k + 1) + sumLanes(s1));
  put(w, k + 2, get(w, k + 2) + sumLanes(s2));
  put(w, k + 3, get(w, k + 3) + sumLanes(s3));
}

/** Columns k … k + 3 of D − v wᵀ − w vᵀ, from the diagonal down. */
function updateColumns(column: usize, v: usize, w: usize, k: i32): void {
  for (let j = k; j < k + 4; j++) {
    const c = column + <usize>(j - k) * step, vj = get(v, j), wj = get(w, j);
    for (let i = j; i < k + 4; i++) put(c, i, get(c, i) - get(v, i) * wj - get(w, i) * vj);
  }
  const at = <usize>k << 3, end = <usize>bandwidth << 3;
  const v0 = f64x2.splat(-get(v, k)), v1 = f64x2.splat(-get(v, k + 1));
  const v2 = f64x2.splat(-get(v, k + 2)), v3 = f64x2.splat(-get(v, k + 3));
  const w0 = f64x2.splat(-get(w, k)), w1 = f64x2.splat(-get(w, k + 1));
  const w2 = f64x2.splat(-get(w, k + 2)), w3 = f64x2.splat(-get(w, k + 3));
  for (let i = at + 32; i < end; i += 16) {
    const vi = v128.load(v + i), wi = v128.load(w + i), c = column + i;
    v128.store(c, multiplyAdd(multiplyAdd(v128.load(c), vi, w0), wi, v0));
    v128.store(c + step, multiplyAdd(multiplyAdd(v128.load(c + step), vi, w1), wi, v1));
    v128.store(c + 2 * step, multiplyAdd(multiplyAdd(v128.load(c + 2 * step), vi, w2), wi, v2));
    v128.store(c + 3 * step, multiplyAdd(multiplyAdd(v128.load(c + 3 * step), vi, w3), wi, v3));
  }
}

/**
 * B ← H′ B H for the block below: H = I − τ v vᵀ of the block above fills it, and H′, of which the vector goes to `next` and
 * τ′ is the result, clears its first column again.
 */
export function reflectBelow(block: usize, v: usize, t: f64, next: usize, p: usize, x: usize): f64 {
  timesBlock(block, v, t, p);
  memory.copy(x, block, <usize>bandwidth << 3);
  addScaled(x, -get(v, 0), p, 0, bandwidth);
  const tau = reflector(next, x, 0, bandwidth, x);
  for (let k = 0; k < bandwidth; k += 4) updateBlock(block + <usize>k * step, v + (<usize>k << 3), p, next, tau);
  put(block, 0, get(x, 0));
  zero(block + 8, bandwidth - 1);
  return tau;
}

/** p = τ B v, eight rows at a time. */
function timesBlock(block: usize, v: usize, t: f64, p: usize): void {
  const factor = f64x2.splat(t), end = v + (<usize>bandwidth << 3);
  for (let i: usize = 0; i < <usize>bandwidth << 3; i += 64) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let c = block + i;
    for (let at = v; at < end; at += 8) {
      const vk = v128.load_splat<f64>(at);
      s0 = multiplyAdd(s0, vk, v128.load(c, 0));
      s1 = multiplyAdd(s1, vk, v128.load(c, 16));
      s2 = multiplyAdd(s2, vk, v128.load(c, 32));
      s3 = multiplyAdd(s3, vk, v128.load(c, 48));
      c += step;
    }
    v128.store(p + i, f64x2.mul(factor, s0), 0);
    v128.store(p + i, f64x2.mul(factor, s1), 16);
    v128.store(p + i, f64x2.mul(factor, s2), 32);
    v128.store(p + i, f64x2.mul(factor, s3), 48);
  }
}

/** Four columns of (I − τ u uᵀ) (B − p vᵀ). */
function updateBlock(column: usize, v: usize, p: usize, u: usize, tau: f64): void {
  const v0 = f64x2.splat(-get(v, 0)), v1 = f64x2.splat(-get(v, 1));
  const v2 = f64x2.splat(-get(v, 2)), v3 = f64x2.splat(-get(v, 3));
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  const end = <usize>bandwidth << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const pi = v128.load(p + i), ui = v128.load(u + i), c = column + i;
    const c0 = multiplyAdd(v128.load(c), pi, v0), c1 = multiplyAdd(v128.load(c + step), pi, v1);
    const c2 = multiplyAdd(v128.load(c + 2 * step), pi, v2), c3 = multiplyAdd(v128.load(c + 3 * step), pi, v3);
    v128.store(c, c0);
    v128.store(c + step, c1);
    v128.store(c + 2 * step, c2);
    v128.store(c + 3 * step, c3);
    s0 = multiplyAdd(s0, c0, ui);
    s1 = multiplyAdd(s1, c1, ui);
    s2 = multiplyAdd(s2, c2, ui);
    s3 = multiplyAdd(s3, c3, ui);
  }
  s0 = f64x2.splat(-tau * sumLanes(s0));
  s1 = f64x2.splat(-tau * sumLanes(s1));
  s2 = f64x2.splat(-tau * sumLanes(s2));
  s3 = f64x2.splat(-tau * sumLanes(s3));
  for (let i: usize = 0; i < end; i += 16) {
    const ui = v128.load(u + i), c = column + i;
    v128.store(c, multiplyAdd(v128.load(c), ui, s0));
    v128.store(c + step, multiplyAdd(v128.load(c + step), ui, s1));
    v128.store(c + 2 * step, multiplyAdd(v128.load(c + 2 * step), ui, s2));
    v128.store(c + 3 * step, multiplyAdd(v128.load(c + 3 * step), ui, s3));
  }
}
