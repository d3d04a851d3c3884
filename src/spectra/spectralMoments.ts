import { type Estimate, estimateOf } from "./estimate.ts";
import type { Quadrature } from "./stochasticLanczosQuadrature.ts";

/**
 * Moments tr(Aᵏ) / order of the spectrum for k = 0 … `highest`, each with its standard error over the probes. Those below
 * twice the number of Lanczos steps are free of any error but that of the probes.
 */
export function spectralMoments({ probes }: Quadrature, highest: number): Estimate[] {
  return Array.from({ length: highest + 1 }, (_, k) =>
    estimateOf(probes.map(({ nodes, weights }) => nodes.reduce((sum, node, i) => sum + weights[i]! * node ** k, 0))),
  );
}
