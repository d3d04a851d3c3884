import { random } from "../../base/index.ts";

export const clustersPerClass = 2;
/** Root mean squared distance of two centres, in standard deviations of a factor. */
const separation = 5;

/**
 * Different vertices of a hypercube around 0, at random: those of class k are 2k and 2k + 1. Two random vertices differ in
 * half of the d coordinates, so that those of ±s are √(2d) s apart.
 */
export function clusterCentres(factors: number, classes: number, seed: number): readonly Float64Array[] {
  const stream = random(seed, "factors", factors, "centres");
  const size = separation / Math.sqrt(2 * factors);
  const centres = new Map<string, Float64Array>();
  while (centres.size < classes * clustersPerClass) {
    const centre = Float64Array.from({ length: factors }, () => (stream.integer(2) === 0 ? -size : size));
    centres.set(String(centre.map(Math.sign)), centre);
  }
  return [...centres.values()];
}
