import { element, get, put } from "./memory";
import { sumLanes } from "./vector";
import { getInteger } from "./integers";

/**
 * Replace the weights by those for which the computed roots are exact (Löwner's formula):
 * w_i² = Π_j (λ_j − d_i) / Π_{j≠i} (d_j − d_i). With them the vectors are orthogonal to working precision
 * (Gu & Eisenstat 1995, lemma 3.3). Row j of `differences` holds d_i − λ_j; `ratios` is work space.
 */
export function correctWeights(
  count: i32, poles: usize, weights: usize, differences: usize, stride: i32, ratios: usize,
): void {
  for (let i = 0; i < count; i++) put(ratios, i, load<f64>(element(differences, i, stride, i)));
  for (let j = 0; j < count; j++) {
    const row = element(differences, j, stride, 0);
    multiplyRatios(ratios, row, poles, get(poles, j), 0, j);
    multiplyRatios(ratios, row, poles, get(poles, j), j + 1, count);
  }
  for (let i = 0; i < count; i++) put(weights, i, copysign(sqrt(max(0.0, -get(ratios, i))), get(weights, i)));
}

/** ratios[i] ← ratios[i] · row[i] / (poles[i] − pole) over [from, to). */
export function multiplyRatios(ratios: usize, row: usize, poles: usize, pole: f64, from: i32, to: i32): void {
  if ((to - from) & 1) {
    put(ratios, from, get(ratios, from) * (get(row, from) / (get(poles, from) - pole)));
    from++;
  }
  const offset = <usize>from << 3;
  const end = ratios + (<usize>to << 3);
  ratios += offset;
  row += offset;
  poles += offset;
  const p = f64x2.splat(pole);
  while (ratios < end) {
    const ratio = f64x2.div(v128.load(row), f64x2.sub(v128.load(poles), p));
    v128.store(ratios, f64x2.mul(v128.load(ratios), ratio));
    ratios += 16;
    row += 16;
    poles += 16;
  }
}

/** Turn the differences d_i − λ of one root into its unit eigenvector, w_i / (d_i − λ), entry i at `position`[i]. */
export function formVector(row: usize, weights: usize, count: i32, position: usize, quotients: usize): void {
  const length = sqrt(divide(quotients, weights, row, count));
  const inverse = 1 / length;
  for (let i = 0; i < count; i++) put(row, getInteger(position, i), get(quotients, i) * inverse);
}

/** quotients ← x / y; @returns Σ quotients². */
export function divide(quotients: usize, x: usize, y: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  const end = quotients + (<usize>(count & ~1) << 3);
  while (quotients < end) {
    const quotient = f64x2.div(v128.load(x), v128.load(y));
    v128.store(quotients, quotient);
    sum = f64x2.add(sum, f64x2.mul(quotient, quotient));
    quotients += 16;
    x += 16;
    y += 16;
  }
  if ((count & 1) == 0) return sumLanes(sum);
  const last = load<f64>(x) / load<f64>(y);
  store<f64>(quotients, last);
  return sumLanes(sum) + last * last;
}
