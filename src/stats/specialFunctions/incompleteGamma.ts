import { logExponentialIntegral } from "./logExponentialIntegral.ts";
import { logGamma } from "./logGamma.ts";

/** ln Q(a, x) = ln(Γ(a, x)/Γ(a)): the upper tail of the gamma distribution of shape a > 0, x ≥ 0 (DLMF 8.2.4, 8.19.1). */
export function logGammaTail(a: number, x: number): number {
  if (x <= 0) return 0;
  return Math.min(0, a * Math.log(x) + logExponentialIntegral(1 - a, x) - logGamma(a));
}

/** x with Q(a, x) = tail, by bisection in ln x. */
export function gammaTailQuantile(a: number, tail: number): number {
  const wanted = Math.log(tail);
  let [low, high] = [-700, Math.log(a + 40 * Math.sqrt(a) - 2 * wanted + 40)];
  for (let i = 0; i < 200 && high - low > 1e-15 * Math.abs(high); i++) {
    const middle = (low + high) / 2;
    if (logGammaTail(a, Math.exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** The upper tail of the χ² distribution. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return Math.exp(logGammaTail(degreesOfFreedom / 2, x / 2));
}
