import { get, put } from "./memory";
import { sumLanes } from "./vector";

const epsilon: f64 = 1.1102230246251565e-16;

/** What {@link sumTerms} found: Σ w²/δ and Σ w²/δ². */
let value: f64 = 0;
let slope: f64 = 0;

/** Σ w²/(d − o − τ) and its derivative over [from, to). `squares` holds w². */
export function sumTerms(squares: usize, d: usize, origin: f64, tau: f64, from: i32, to: i32): void {
  let v = 0.0, s = 0.0;
  if ((to - from) & 1) {
    const r = 1 / (get(d, from) - origin - tau);
    const term = get(squares, from) * r;
    v = term;
    s = term * r;
    from++;
  }
  let values = f64x2.splat(0), slopes = f64x2.splat(0);
  const o = f64x2.splat(origin), t = f64x2.splat(tau), one = f64x2.splat(1);
  const end = d + (<usize>to << 3);
  let x = d + (<usize>from << 3), w = squares + (<usize>from << 3);
  while (x < end) {
    const r = f64x2.div(one, f64x2.sub(f64x2.sub(v128.load(x), o), t));
    const term = f64x2.mul(v128.load(w), r);
    values = f64x2.add(values, term);
    slopes = f64x2.add(slopes, f64x2.mul(term, r));
    x += 16;
    w += 16;
  }
  value = v + sumLanes(values);
  slope = s + sumLanes(slopes);
}

/** `differences`[i] ← d[i] − o − τ */
function storeDifferences(differences: usize, d: usize, origin: f64, tau: f64, count: i32): void {
  for (let i = 0; i < count; i++) put(differences, i, get(d, i) - origin - tau);
}

/**
 * Root j of 1/ρ + Σ w²/(d − λ) = 0, ρ > 0, d ascending and distinct, w ≠ 0. It lies between d[j] and d[j + 1], the last
 * one between d[count − 1] and d[count − 1] + ρ Σ w².
 *
 * The root is found as an offset τ from the nearer pole, so that the differences d[i] − λ, which are left in
 * `differences`, are accurate to the last digits however close it lies. Each step solves the equation with the poles
 * below and those above gathered into one each (Li 1993, LAPACK working note 89: the middle way), and falls back on
 * bisection when it leaves the bracket. @returns λ.
 */
export function secularRoot(
  j: i32, count: i32, d: usize, squares: usize, rho: f64, weight: f64, differences: usize,
): f64 {
  const isLast = j == count - 1;
  const lower = isLast ? j - 1 : j, upper = lower + 1;
  const gap = get(d, upper) - get(d, lower);
  const wLower = get(squares, lower), wUpper = get(squares, upper);
  const inverse = 1 / rho;

  const half = isLast ? 0.5 * rho * weight : 0.5 * gap;
  const start = get(d, isLast ? upper : lower);
  sumTerms(squares, d, start, half, 0, lower);
  let rest = inverse + value;
  sumTerms(squares, d, start, half, upper + 1, count);
  rest += value;
  const atHalf = isLast
    ? rest - wLower / (gap + half) - wUpper / half
    : rest + wLower / -half + wUpper / (gap - half);

  const fromUpper = isLast || atHalf < 0;
  const origin = get(d, fromUpper ? upper : lower);
  let lo: f64, hi: f64, tau: f64;
  if (isLast) {
    lo = atHalf < 0 ? half : 0;
    hi = atHalf < 0 ? 2 * half : half;
    const a = wLower + wUpper - rest * gap, b = wUpper * gap;
    const root = sqrt(max(0.0, a * a + 4 * b * rest));
    tau = a < 0 ? (2 * b) / (root - a) : (a + root) / (2 * rest);
  } else if (fromUpper) {
    lo = -half;
    hi = 0;
    const a = rest * gap - wLower - wUpper, b = wUpper * gap;
    const root = sqrt(abs(a * a + 4 * b * rest));
    tau = a < 0 ? (2 * b) / (a - root) : -(a + root) / (2 * rest);
  } else {
    lo = 0;
    hi = half;
    const a = rest * gap + wLower + wUpper, b = wLower * gap;
    const root = sqrt(abs(a * a - 4 * b * rest));
    tau = a > 0 ? (2 * b) / (a + root) : (a - root) / (2 * rest);
  }
  if (!(tau > lo && tau < hi)) tau = between(lo, hi);

  const dLower = get(d, lower) - origin, dUpper = get(d, upper) - origin;
  for (let iteration = 0; iteration < 200; iteration++) {
    sumTerms(squares, d, origin, tau, 0, upper);
    const below = value, belowSlope = slope;
    sumTerms(squares, d, origin, tau, upper, count);
    const above = value, aboveSlope = slope;
    const f = inverse + below + above;
    if (abs(f) <= 8 * epsilon * (inverse + abs(below) + abs(above))) break;
    if (f < 0) lo = tau;
    else hi = tau;

    const x = dLower - tau, y = dUpper - tau;
    const model = f - x * belowSlope - y * aboveSlope;
    const c = isLast ? abs(model) : model;
    const a = (x + y) * f - x * y * (belowSlope + aboveSlope);
    const b = x * y * f;
    const root = sqrt(max(0.0, a * a - 4 * b * c));
    let step: f64;
    if (isLast) step = a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
    else step = a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
    if (!(f * step < 0)) step = -f / (belowSlope + aboveSlope);
    let next = tau + step;
    if (!(next > lo && next < hi)) next = between(lo, hi);
    if (next == tau || !(next > lo && next < hi)) break;
    tau = next;
  }
  storeDifferences(differences, d, origin, tau, count);
  return origin + tau;
}

/** A number between lo and hi, which have the same sign: the geometric mean when they differ in size. */
function between(lo: f64, hi: f64): f64 {
  const small = min(abs(lo), abs(hi)), large = max(abs(lo), abs(hi));
  const sign = lo < 0 ? -1.0 : 1.0;
  const size = small == 0 ? large * 1e-4 : small * 4 < large ? sqrt(small) * sqrt(large) : 0.5 * (small + large);
  return sign * size;
}
