import { get, put } from "./memory";

const epsilon: f64 = 1.1102230246251565e-16;
/** Squares below this are zero beside a matrix that is scaled to about 1. */
const tiny: f64 = 1e-280;

/**
 * Eigenvalues, ascending, of the symmetric tridiagonal matrix with diagonal d (order numbers) and off-diagonal e; both
 * are overwritten. QL or QR iteration without square roots after Pal, Walker & Kahan (Parlett 1998, 8.14–8.15).
 *
 * @returns false when an eigenvalue was not found after 60 sweeps.
 */
export function tridiagonalValues(order: i32, d: usize, e: usize): bool {
  for (let i = 0; i < order - 1; i++) put(e, i, get(e, i) * get(e, i));
  let start = 0;
  while (start < order) {
    let end = start;
    while (end < order - 1 && !isNegligible(d, e, end)) end++;
    if (end < order - 1) put(e, end, 0);
    if (!solveBlock(d, e, start, end)) return false;
    start = end + 1;
  }
  sort(d, order);
  return true;
}

@inline
function isNegligible(d: usize, squares: usize, i: i32): bool {
  const square = get(squares, i);
  return square <= epsilon * epsilon * abs(get(d, i) * get(d, i + 1)) || square < tiny;
}

/** Whether i or i + 1 is: both are looked at in one go. */
@inline
function isOneNegligible(d: usize, squares: usize, i: i32): bool {
  const at = <usize>i << 3;
  const product = f64x2.abs(f64x2.mul(v128.load(d + at, 0), v128.load(d + at, 8)));
  const square = v128.load(squares + at);
  const small = f64x2.le(square, f64x2.mul(f64x2.splat(epsilon * epsilon), product));
  return v128.any_true(v128.or(small, f64x2.lt(square, f64x2.splat(tiny))));
}

/** All eigenvalues of an unreduced block, working from its smaller end, where graded matrices deflate first. */
function solveBlock(d: usize, squares: usize, start: i32, end: i32): bool {
  const forward = abs(get(d, end)) >= abs(get(d, start));
  let lo = start, hi = end;
  let sweeps = 60 * (end - start + 1);
  while (lo < hi) {
    if (forward) {
      const m = splitAbove(d, squares, lo, hi);
      if (m == lo) lo++;
      else if (m == lo + 1) {
        solvePair(d, squares, lo);
        lo += 2;
      } else sweepUp(d, squares, lo, m);
    } else {
      const m = splitBelow(d, squares, lo, hi);
      if (m == hi) hi--;
      else if (m == hi - 1) {
        solvePair(d, squares, m);
        hi -= 2;
      } else sweepDown(d, squares, m, hi);
    }
    if (sweeps-- == 0) return false;
  }
  return true;
}

/** The last row of the unreduced block that begins at `lo`; the off-diagonal behind it becomes zero. */
export function splitAbove(d: usize, squares: usize, lo: i32, hi: i32): i32 {
  let m = lo;
  while (m + 1 < hi && !isOneNegligible(d, squares, m)) m += 2;
  while (m < hi && !isNegligible(d, squares, m)) m++;
  if (m < hi) put(squares, m, 0);
  return m;
}

/** The first row of the unreduced block that ends at `hi`; the off-diagonal before it becomes zero. */
export function splitBelow(d: usize, squares: usize, lo: i32, hi: i32): i32 {
  let m = hi;
  while (m - 1 > lo && !isOneNegligible(d, squares, m - 2)) m -= 2;
  while (m > lo && !isNegligible(d, squares, m - 1)) m--;
  if (m > lo) put(squares, m - 1, 0);
  return m;
}

/** The eigenvalues of [[a, b], [b, c]], the larger in magnitude first and the other from the determinant. */
function solvePair(d: usize, squares: usize, i: i32): void {
  const a = get(d, i), c = get(d, i + 1), square = get(squares, i);
  const half = 0.5 * (a - c);
  const root = sqrt(half * half + square);
  const mean = 0.5 * (a + c);
  const large = mean < 0 ? mean - root : mean + root;
  put(d, i, large);
  put(d, i + 1, large == 0 ? 0 : (a / large) * c - square / large);
  put(squares, i, 0);
}

/** Wilkinson's shift: the eigenvalue of [[a, b], [b, c]] next to a. */
@inline
function wilkinson(a: f64, square: f64, c: f64): f64 {
  const b = sqrt(square);
  const s = (c - a) / (2 * b);
  return a - b / (s + copysign(sqrt(s * s + 1), s));
}

/** One QL sweep from row m up to row l. */
export function sweepUp(d: usize, squares: usize, l: i32, m: i32): void {
  const shift = wilkinson(get(d, l), get(squares, l), get(d, l + 1));
  let cosine = 1.0, sine = 0.0;
  let gamma = get(d, m) - shift;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = get(squares, i);
    const r = p + square;
    if (i != m - 1) put(squares, i + 1, sine * r);
    const previousCosine = cosine;
    // γ² / c is taken as γ² · (r / p), with the quotient found beside the other one instead of after it.
    const inverse = 1 / r, secant = r / p;
    cosine = p * inverse;
    sine = square * inverse;
    const previousGamma = gamma;
    const alpha = get(d, i);
    gamma = cosine * (alpha - shift) - sine * previousGamma;
    put(d, i + 1, previousGamma + (alpha - gamma));
    p = cosine > tiny ? gamma * gamma * secant : previousCosine * square;
  }
  put(squares, l, sine * p);
  put(d, l, shift + gamma);
}

/** One QR sweep from row m down to row l: {@link sweepUp} with the rows reversed. */
export function sweepDown(d: usize, squares: usize, m: i32, l: i32): void {
  const shift = wilkinson(get(d, l), get(squares, l - 1), get(d, l - 1));
  let cosine = 1.0, sine = 0.0;
  let gamma = get(d, m) - shift;
  let p = gamma * gamma;
  for (let i = m; i < l; i++) {
    const square = get(squares, i);
    const r = p + square;
    if (i != m) put(squares, i - 1, sine * r);
    const previousCosine = cosine;
    // γ² / c is taken as γ² · (r / p), with the quotient found beside the other one instead of after it.
    const inverse = 1 / r, secant = r / p;
    cosine = p * inverse;
    sine = square * inverse;
    const previousGamma = gamma;
    const alpha = get(d, i + 1);
    gamma = cosine * (alpha - shift) - sine * previousGamma;
    put(d, i, previousGamma + (alpha - gamma));
    p = cosine > tiny ? gamma * gamma * secant : previousCosine * square;
  }
  put(squares, l - 1, sine * p);
  put(d, l, shift + gamma);
}

/** Ascending, by Shell's method with Ciura's gaps. */
export function sort(values: usize, count: i32): void {
  let gap = 701;
  while (gap > 0) {
    for (let i = gap; i < count; i++) {
      const value = get(values, i);
      let j = i;
      while (j >= gap && get(values, j - gap) > value) {
        put(values, j, get(values, j - gap));
        j -= gap;
      }
      put(values, j, value);
    }
    gap = gap > 10 ? gap * 4 / 9 : gap > 4 ? 4 : gap > 1 ? 1 : 0;
  }
}
