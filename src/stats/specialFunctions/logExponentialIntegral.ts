import { eulerGamma, logGamma, logGammaAboveOne } from "./logGamma.ts";

/**
 * ln E_p(z) of the generalised exponential integral E_p(z) = ∫₁^∞ t^−p e^−zt dt = z^(p−1) Γ(1 − p, z), for any real p and
 * z > 0 (DLMF 8.19). Incomplete gamma functions of negative first argument, erfc and the tails of gamma distributions are all
 * this function; its logarithm neither overflows nor underflows. Also z = 0 where p > 1.
 *
 * - p ≥ 500: the expansion that is uniform in z, DLMF 8.20.6;
 * - z > 1 and z ≥ 2 − p: the continued fraction DLMF 8.19.17, evaluated by Lentz's method;
 * - p < 1 otherwise: Γ(1 − p) less the lower incomplete gamma function, whose series has positive terms (DLMF 8.11.4);
 * - else the series in z (DLMF 8.19.10), its two terms that are infinite at whole p taken together, from |p − 1| ≤ ½ up
 *   by p E_{p+1} = e^−z − z E_p (DLMF 8.19.12), which is stable for z ≤ p.
 */
export function logExponentialIntegral(p: number, z: number): number {
  if (z === 0) return p > 1 ? -Math.log(p - 1) : Number.POSITIVE_INFINITY;
  if (p >= 500) return Math.log(largeOrder(p, z / p) / (z + p)) - z;
  if (z > 1 && z >= 2 - p) return Math.log(continuedFraction(p, z)) - z;
  if (p < 0.5) return fromLowerSeries(p, z);
  let order = p - Math.round(p - 1);
  let value = nearOne(order - 1, z);
  for (; order < p - 0.25; order++) value = (Math.exp(-z) - z * value) / order;
  return Math.log(value);
}

/** (z + p) e^z E_p(z), z = λp: Σ A_k(λ) (1 + λ)^−2k p^−k to k = 4; the next term is below p^−5. */
function largeOrder(p: number, lambda: number): number {
  const third = 1 - 8 * lambda + 6 * lambda ** 2;
  const fourth = 1 - 22 * lambda + 58 * lambda ** 2 - 24 * lambda ** 3;
  const step = 1 / p / (1 + lambda) ** 2;
  return 1 + step * (1 + step * (1 - 2 * lambda + step * (third + step * fourth)));
}

/** e^z E_p(z). */
function continuedFraction(p: number, z: number): number {
  const tiny = 1e-300;
  let b = z + p;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i <= 10_000; i++) {
    const a = -i * (p - 1 + i);
    b += 2;
    d = 1 / nonZero(a * d + b, tiny);
    c = nonZero(b + a / c, tiny);
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return h;
}

function nonZero(value: number, tiny: number): number {
  return value === 0 ? tiny : value;
}

/** With a = 1 − p: E_p(z) = z^−a (Γ(a) − γ(a, z)), γ(a, z) = z^a e^−z Σ z^k / (a)_{k+1}. */
function fromLowerSeries(p: number, z: number): number {
  const a = 1 - p;
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= z / (a + k);
    sum += term;
  }
  const complete = logGamma(a) - a * Math.log(z);
  return complete + Math.log1p(-Math.exp(Math.log(sum) - z - complete));
}

/** E_{1+ε}(z), |ε| ≤ ½, z ≤ 2: Γ(−ε) z^ε + 1/ε − Σ_{k ≥ 1} (−z)^k / ((k − ε) k!). */
function nearOne(epsilon: number, z: number): number {
  const exponent = logGammaAboveOne(-epsilon) + epsilon * Math.log(z);
  let value = epsilon === 0 ? -eulerGamma - Math.log(z) : -Math.expm1(exponent) / epsilon;
  let power = 1;
  for (let k = 1; k < 60; k++) {
    power *= -z / k;
    value -= power / (k - epsilon);
    if (Math.abs(power) < 1e-18) break;
  }
  return value;
}
