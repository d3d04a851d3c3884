/** Coefficients B₂ₖ / (2k (2k − 1)) of Stirling's series (DLMF 5.11.1). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/**
 * ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, reached by Γ(x + 1) = x Γ(x). The absolute error is a few
 * units of rounding of the largest part of the sum; near the zeros at 1 and 2 use {@link logGammaAboveOne}.
 */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const inverse = 1 / (z * z);
  const series = stirling.reduceRight((sum, coefficient) => sum * inverse + coefficient, 0) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** −Γ′(1) (DLMF 5.2.3). */
export const eulerGamma = 0.5772156649015329;

/** ζ(k) − 1, k = 2 … 40: 48 terms, the rest by Euler and Maclaurin (DLMF 25.2.9). */
const zetaLessOne = Array.from({ length: 39 }, (_, i) => {
  const k = i + 2;
  const n = 50;
  let sum = 0;
  for (let term = n - 1; term >= 2; term--) sum += term ** -k;
  const power = n ** -k;
  const corrections =
    k / 12 / n - (k * (k + 1) * (k + 2)) / 720 / n ** 3 + (k * (k + 1) * (k + 2) * (k + 3) * (k + 4)) / 30240 / n ** 5;
  return sum + power * (n / (k - 1) + 0.5 + corrections);
});

/** ln Γ(1 + ε) for |ε| ≤ 0.5, accurate relative to ε (DLMF 5.7.3). */
export function logGammaAboveOne(epsilon: number): number {
  let sum = 0;
  for (let i = zetaLessOne.length - 1; i >= 0; i--) sum = -sum * epsilon + zetaLessOne[i]! / (i + 2);
  return -Math.log1p(epsilon) + epsilon * (1 - eulerGamma) + sum * epsilon * epsilon;
}
