import { logExponentialIntegral } from "./logExponentialIntegral.ts";

/**
 * ln of the upper tail of the standard normal distribution, ½ erfc(x/√2): finite for every finite x.
 * erfc(y) = y E_½(y²)/√π for y > 0 (DLMF 7.11.2 and 8.19.1).
 */
export function logNormalTail(x: number): number {
  if (x === 0) return -Math.LN2;
  if (x < 0) return Math.log1p(-Math.exp(logNormalTail(-x)));
  const y = x / Math.SQRT2;
  return Math.log(y / 2) + logExponentialIntegral(0.5, y * y) - 0.5 * Math.log(Math.PI);
}
