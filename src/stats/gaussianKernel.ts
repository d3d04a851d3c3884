import { percentileDescending } from "./percentile.ts";

/**
 * exp(−d²/2σ²) between points of which the inner products are known, σ = `bandwidth` times the median distance between two of
 * them (Kornblith et al. 2019, section 4). Where that is zero, σ is the mean distance.
 *
 * @param products n × n, row-major
 * @returns n × n, or undefined where all points are the same
 */
export function gaussianKernel(products: Float64Array, n: number, bandwidth = 1): Float64Array | undefined {
  const squared = new Float64Array(n * n);
  const distances = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = Math.max(0, products[i * n + i]! + products[j * n + j]! - 2 * products[i * n + j]!);
      squared[i * n + j] = squared[j * n + i] = value;
      distances[at++] = Math.sqrt(value);
    }
  }
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / (distances.length || 1);
  const median = percentileDescending(distances.sort().reverse(), 50);
  const sigma = bandwidth * (median || mean);
  return sigma > 0 ? squared.map((value) => Math.exp(-value / (2 * sigma * sigma))) : undefined;
}
