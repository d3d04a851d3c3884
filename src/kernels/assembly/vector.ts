import { put } from "./memory";
import { multiplyAdd } from "./multiplyAdd";

/** Vectors of the reduction. Every `from` and `to` is a multiple of 4: vectors are padded with zeros. */

/** What {@link dotTwo} found. */
export let firstDot: f64 = 0;
export let secondDot: f64 = 0;

/** Σ x y over [from, to). */
export function dot(x: usize, y: usize, from: i32, to: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  while (x < end) {
    s0 = multiplyAdd(s0, v128.load(x, 0), v128.load(y, 0));
    s1 = multiplyAdd(s1, v128.load(x, 16), v128.load(y, 16));
    x += 32;
    y += 32;
  }
  return sumLanes(f64x2.add(s0, s1));
}

/** Σ x v to `firstDot` and Σ y v to `secondDot` over [from, to), reading v once. */
export function dotTwo(x: usize, y: usize, v: usize, from: i32, to: i32): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), t0 = f64x2.splat(0), t1 = f64x2.splat(0);
  const end = v + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  v += <usize>from << 3;
  while (v < end) {
    const v0 = v128.load(v, 0), v1 = v128.load(v, 16);
    s0 = multiplyAdd(s0, v128.load(x, 0), v0);
    t0 = multiplyAdd(t0, v128.load(y, 0), v0);
    s1 = multiplyAdd(s1, v128.load(x, 16), v1);
    t1 = multiplyAdd(t1, v128.load(y, 16), v1);
    x += 32;
    y += 32;
    v += 32;
  }
  firstDot = sumLanes(f64x2.add(s0, s1));
  secondDot = sumLanes(f64x2.add(t0, t1));
}

/** result[i] ← x_i · v over [from, to) for the four rows i of x, reading v once. */
export function dotFour(result: usize, x: usize, stride: i32, v: usize, from: i32, to: i32): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  let t0 = f64x2.splat(0), t1 = f64x2.splat(0), t2 = f64x2.splat(0), t3 = f64x2.splat(0);
  const step = <usize>stride << 3;
  const end = v + (<usize>to << 3);
  x += <usize>from << 3;
  v += <usize>from << 3;
  let x1 = x + step, x2 = x1 + step, x3 = x2 + step;
  while (v < end) {
    const v0 = v128.load(v, 0), v1 = v128.load(v, 16);
    s0 = multiplyAdd(s0, v128.load(x, 0), v0);
    s1 = multiplyAdd(s1, v128.load(x1, 0), v0);
    s2 = multiplyAdd(s2, v128.load(x2, 0), v0);
    s3 = multiplyAdd(s3, v128.load(x3, 0), v0);
    t0 = multiplyAdd(t0, v128.load(x, 16), v1);
    t1 = multiplyAdd(t1, v128.load(x1, 16), v1);
    t2 = multiplyAdd(t2, v128.load(x2, 16), v1);
    t3 = multiplyAdd(t3, v128.load(x3, 16), v1);
    x += 32;
    x1 += 32;
    x2 += 32;
    x3 += 32;
    v += 32;
  }
  put(result, 0, sumLanes(f64x2.add(s0, t0)));
  put(result, 1, sumLanes(f64x2.add(s1, t1)));
  put(result, 2, sumLanes(f64x2.add(s2, t2)));
  put(result, 3, sumLanes(f64x2.add(s3, t3)));
}

/** y ← y + a x over [from, to). */
export function addScaled(y: usize, a: f64, x: usize, from: i32, to: i32): void {
  const scale = f64x2.splat(a);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  while (x < end) {
    v128.store(y, multiplyAdd(v128.load(y, 0), scale, v128.load(x, 0)), 0);
    v128.store(y, multiplyAdd(v128.load(y, 16), scale, v128.load(x, 16)), 16);
    x += 32;
    y += 32;
  }
}

/**
 * y ← y + Σ a[i] x_i + b[i] z_i over [from, to), for the four rows i of x and of z: eight at once, so that y is read and
 * written an eighth as often.
 */
export function addEightScaled(
  y: usize, a: usize, x: usize, b: usize, z: usize, stride: i32, from: i32, to: i32,
): void {
  const a0 = v128.load_splat<f64>(a, 0), a1 = v128.load_splat<f64>(a, 8);
  const a2 = v128.load_splat<f64>(a, 16), a3 = v128.load_splat<f64>(a, 24);
  const b0 = v128.load_splat<f64>(b, 0), b1 = v128.load_splat<f64>(b, 8);
  const b2 = v128.load_splat<f64>(b, 16), b3 = v128.load_splat<f64>(b, 24);
  const step = <usize>stride << 3;
  const end = y + (<usize>to << 3);
  y += <usize>from << 3;
  x += <usize>from << 3;
  z += <usize>from << 3;
  let x1 = x + step, x2 = x1 + step, x3 = x2 + step, z1 = z + step, z2 = z1 + step, z3 = z2 + step;
  while (y < end) {
    let left = multiplyAdd(v128.load(y), a0, v128.load(x));
    let right = f64x2.mul(b0, v128.load(z));
    left = multiplyAdd(left, a1, v128.load(x1));
    right = multiplyAdd(right, b1, v128.load(z1));
    left = multiplyAdd(left, a2, v128.load(x2));
    right = multiplyAdd(right, b2, v128.load(z2));
    left = multiplyAdd(left, a3, v128.load(x3));
    right = multiplyAdd(right, b3, v128.load(z3));
    v128.store(y, f64x2.add(left, right));
    y += 16;
    x += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    z += 16;
    z1 += 16;
    z2 += 16;
    z3 += 16;
  }
}

/** x ← a x over [from, to). */
export function scale(x: usize, a: f64, from: i32, to: i32): void {
  const factor = f64x2.splat(a);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  while (x < end) {
    v128.store(x, f64x2.mul(factor, v128.load(x, 0)), 0);
    v128.store(x, f64x2.mul(factor, v128.load(x, 16)), 16);
    x += 32;
  }
}

@inline
export function sumLanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
