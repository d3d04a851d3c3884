import type { SpectralDensity } from "../../spectra/index.ts";

/** What a single eigenvalue has at least to rise to, relative to its own height, to be seen. */
const least = 0.1;

/**
 * How rough a spectral density is: the total variation of its logarithm, over that of a density of the same height which rises once
 * and falls once. 1 for one hill; each separate hill adds its height in decades, relative to the highest one's. What lies under a tenth of
 * a single eigenvalue's own Gaussian counts as nothing, so that rounding does not.
 *
 * It depends on the width of the Gaussians: compare densities with the same settings.
 *
 * @param order how many eigenvalues there are
 */
export function spectralRoughness({ density, kernel }: SpectralDensity, order: number): number {
  const floor = Math.log10(least / (order * kernel * Math.sqrt(2 * Math.PI)));
  let [variation, before, highest] = [0, floor, floor];
  for (const value of density) {
    const height = Math.max(floor, Math.log10(value));
    variation += Math.abs(height - before);
    highest = Math.max(highest, height);
    before = height;
  }
  variation += before - floor;
  return highest > floor ? variation / (2 * (highest - floor)) : 1;
}
