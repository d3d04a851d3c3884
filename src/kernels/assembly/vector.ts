/** Vectors of the reduction. Every `from` and `to` is a multiple of 4: vectors are padded with zeros. */

/** Σ x y over [from, to). */
export function dot(x: usize, y: usize, from: i32, to: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  while (x < end) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x, 0), v128.load(y, 0)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  return sumLanes(f64x2.add(s0, s1));
}

/** y ← y + a x over [from, to). */
export function addScaled(y: usize, a: f64, x: usize, from: i32, to: i32): void {
  const scale = f64x2.splat(a);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  while (x < end) {
    v128.store(y, f64x2.add(v128.load(y, 0), f64x2.mul(scale, v128.load(x, 0))), 0);
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(scale, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
}

/** y ← y + a x + b z over [from, to): two rows at once, so that y is read and written half as often. */
export function addTwoScaled(y: usize, a: f64, x: usize, b: f64, z: usize, from: i32, to: i32): void {
  const scaleX = f64x2.splat(a), scaleZ = f64x2.splat(b);
  const end = x + (<usize>to << 3);
  x += <usize>from << 3;
  y += <usize>from << 3;
  z += <usize>from << 3;
  while (x < end) {
    const left = f64x2.add(f64x2.mul(scaleX, v128.load(x, 0)), f64x2.mul(scaleZ, v128.load(z, 0)));
    const right = f64x2.add(f64x2.mul(scaleX, v128.load(x, 16)), f64x2.mul(scaleZ, v128.load(z, 16)));
    v128.store(y, f64x2.add(v128.load(y, 0), left), 0);
    v128.store(y, f64x2.add(v128.load(y, 16), right), 16);
    x += 32;
    y += 32;
    z += 32;
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
