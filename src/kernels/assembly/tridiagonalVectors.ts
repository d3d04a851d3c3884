import { element, get, put } from "./memory";

const epsilon: f64 = 1.1102230246251565e-16;
const tiny: f64 = 1e-140;

/**
 * Eigenvalues and eigenvectors of rows and columns [from, to) of a tridiagonal matrix by implicit QL
 * (Dubrulle, Martin & Wilkinson 1968), for the small leaves of divide and conquer. d becomes the eigenvalues, in no
 * order; row i of `z` (the identity on entry) becomes the eigenvector of d[i]. e is overwritten.
 *
 * @returns false when an eigenvalue was not found after 60 sweeps.
 */
export function tridiagonalVectors(from: i32, to: i32, d: usize, e: usize, z: usize, stride: i32): bool {
  for (let l = from; l < to; l++) {
    for (let sweeps = 0; ; sweeps++) {
      let m = l;
      while (m < to - 1 && abs(get(e, m)) > epsilon * (abs(get(d, m)) + abs(get(d, m + 1))) + tiny) m++;
      if (m == l) break;
      if (sweeps == 60) return false;
      sweep(l, m, from, to, d, e, z, stride);
    }
  }
  return true;
}

function sweep(l: i32, m: i32, from: i32, to: i32, d: usize, e: usize, z: usize, stride: i32): void {
  const dl = get(d, l), el = get(e, l);
  const s = (get(d, l + 1) - dl) / (2 * el);
  let g = get(d, m) - dl + el / (s + copysign(sqrt(s * s + 1), s));
  let sine = 1.0, cosine = 1.0, p = 0.0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * get(e, i), b = cosine * get(e, i);
    const r = sqrt(f * f + g * g);
    put(e, i + 1, r);
    if (r == 0) {
      put(d, i + 1, get(d, i + 1) - p);
      put(e, m, 0);
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = get(d, i + 1) - p;
    const t = (get(d, i) - g) * sine + 2 * cosine * b;
    p = sine * t;
    put(d, i + 1, g + p);
    g = cosine * t - b;
    rotate(element(z, i, stride, from), element(z, i + 1, stride, from), cosine, sine, to - from);
  }
  put(d, l, get(d, l) - p);
  put(e, l, g);
  put(e, m, 0);
}

/** (x, y) ← (c x − s y, s x + c y) */
export function rotate(x: usize, y: usize, cosine: f64, sine: f64, count: i32): void {
  const c = f64x2.splat(cosine), s = f64x2.splat(sine);
  const end = x + (<usize>(count & ~1) << 3);
  while (x < end) {
    const a = v128.load(x), b = v128.load(y);
    v128.store(x, f64x2.sub(f64x2.mul(c, a), f64x2.mul(s, b)));
    v128.store(y, f64x2.add(f64x2.mul(s, a), f64x2.mul(c, b)));
    x += 16;
    y += 16;
  }
  if (count & 1) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, cosine * a - sine * b);
    store<f64>(y, sine * a + cosine * b);
  }
}
