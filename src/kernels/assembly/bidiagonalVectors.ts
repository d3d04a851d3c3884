import { element, get, put } from "./memory";
import { rotate } from "./tridiagonalVectors";

const epsilon: f64 = 1.1102230246251565e-16;
const tiny: f64 = 1e-140;

/** The rotation that {@link rotation} found, and the length it makes. */
let cosine: f64 = 1;
let sine: f64 = 0;
let length: f64 = 0;

/** (c s; −s c) (f, g)ᵀ = (r, 0)ᵀ */
function rotation(f: f64, g: f64): void {
  const square = f * f + g * g;
  if (g == 0 || square < tiny * tiny) {
    cosine = 1;
    sine = 0;
    length = f;
    return;
  }
  length = sqrt(square);
  cosine = f / length;
  sine = g / length;
}

/**
 * Singular values and vectors of the rows [from, to) of an upper bidiagonal matrix with the columns from … to (one more
 * than rows; e[to − 1] belongs to the last), for the small leaves of divide and conquer. d becomes the singular values,
 * none negative, in no order; row i of `u` and of `v` (identities on entry) become the vectors of d[i], and row `to` of v
 * the vector that the matrix sends to zero. Implicit QR iteration, without a shift where a value is negligible (Golub &
 * Kahan 1965; Demmel & Kahan 1990). @returns false when a value was not found after 60 sweeps.
 */
export function bidiagonalVectors(from: i32, to: i32, d: usize, e: usize, u: usize, v: usize, stride: i32): bool {
  dropLastColumn(from, to, d, e, v, stride);
  let largest = 0.0;
  for (let i = from; i < to; i++) largest = max(largest, max(abs(get(d, i)), abs(get(e, i))));
  // The largest element of the whole matrix is about 1.
  const negligible = epsilon * (1 + largest);
  let hi = to - 1, sweeps = 60 * (to - from);
  while (hi > from) {
    let lo = hi, smallest = abs(get(d, hi));
    while (lo > from && abs(get(e, lo - 1)) > negligible) smallest = min(smallest, abs(get(d, --lo)));
    if (lo > from) put(e, lo - 1, 0);
    if (lo == hi) {
      hi--;
      continue;
    }
    if (sweeps-- == 0) return false;
    sweep(lo, hi, from, to, smallest <= negligible ? 0 : shiftOf(d, e, lo, hi), d, e, u, v, stride);
  }
  for (let i = from; i < to; i++) {
    if (get(d, i) >= 0) continue;
    put(d, i, -get(d, i));
    for (let k = from; k <= to; k++) {
      const at = element(v, i, stride, k);
      store<f64>(at, -load<f64>(at));
    }
  }
  return true;
}

/** Turn the last column to zero by rotations with all others, from the right to the left. */
function dropLastColumn(from: i32, to: i32, d: usize, e: usize, v: usize, stride: i32): void {
  let fill = get(e, to - 1);
  put(e, to - 1, 0);
  for (let i = to - 1; i >= from && fill != 0; i--) {
    rotation(get(d, i), fill);
    put(d, i, length);
    rotate(element(v, to, stride, from), element(v, i, stride, from), cosine, sine, to - from + 1);
    if (i == from) return;
    fill = -sine * get(e, i - 1);
    put(e, i - 1, cosine * get(e, i - 1));
  }
}

/** The square of the singular value of the last two rows that is next to the last of BᵀB; 0 where it would not count. */
function shiftOf(d: usize, e: usize, lo: i32, hi: i32): f64 {
  const f = get(d, hi - 1), g = get(e, hi - 1), h = get(d, hi);
  const above = hi - 1 > lo ? get(e, hi - 2) : 0.0;
  const a = f * f + above * above, b = f * g, c = h * h + g * g;
  if (b == 0) return 0;
  const s = (a - c) / (2 * b);
  return max(0.0, c - b / (s + copysign(sqrt(s * s + 1), s)));
}

/** One sweep of implicit QR from row lo down to row hi. */
function sweep(
  lo: i32, hi: i32, from: i32, to: i32, shift: f64, d: usize, e: usize, u: usize, v: usize, stride: i32,
): void {
  const width = to - from + 1;
  let f = get(d, lo) * get(d, lo) - shift, g = get(d, lo) * get(e, lo);
  if (shift == 0) {
    f = get(d, lo);
    g = get(e, lo);
  }
  for (let i = lo; i < hi; i++) {
    rotation(f, g);
    if (i > lo) put(e, i - 1, length);
    const di = get(d, i), ei = get(e, i), next = get(d, i + 1);
    f = cosine * di + sine * ei;
    put(e, i, cosine * ei - sine * di);
    g = sine * next;
    put(d, i + 1, cosine * next);
    rotate(element(v, i + 1, stride, from), element(v, i, stride, from), cosine, sine, width);
    rotation(f, g);
    put(d, i, length);
    const edge = get(e, i), below = get(d, i + 1);
    f = cosine * edge + sine * below;
    put(d, i + 1, cosine * below - sine * edge);
    rotate(element(u, i + 1, stride, from), element(u, i, stride, from), cosine, sine, width - 1);
    if (i + 1 < hi) {
      g = sine * get(e, i + 1);
      put(e, i + 1, cosine * get(e, i + 1));
    }
  }
  put(e, hi - 1, f);
}
