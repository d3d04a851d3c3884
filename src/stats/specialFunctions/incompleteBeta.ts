import { logGamma } from "./logGamma.ts";

/** I_x(a, b), a and b > 0, 0 ≤ x ≤ 1, by its continued fraction (DLMF 8.17.22) where that converges quickly, else by 8.17.4. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFactor = a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logGamma(a) - logGamma(b) + logGamma(a + b);
  return Math.exp(logFactor) / continuedFraction(x, a, b);
}

/** 1 + d₁/(1 + d₂/(1 + …)), by Lentz's algorithm (1976). */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let [value, c, d] = [1, 1, 0];
  for (let i = 1; i < 10_000; i++) {
    const m = i >> 1;
    const odd = i % 2 === 1;
    const top = odd ? -(a + m) * (a + b + m) : m * (b - m);
    const coefficient = (top * x) / (odd ? (a + 2 * m) * (a + 2 * m + 1) : (a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + coefficient * d || tiny);
    c = 1 + coefficient / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/** The upper tail of Fisher's F distribution (DLMF 8.17.4; Abramowitz and Stegun 26.6.2). */
export function fisherTail(f: number, numerator: number, denominator: number): number {
  return incompleteBeta(denominator / (denominator + numerator * Math.max(0, f)), denominator / 2, numerator / 2);
}
