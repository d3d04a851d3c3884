import type { ProbeSpectrum } from "../../spectra/index.ts";

/**
 * How symmetric a spectrum is about zero: 1 − W₁(ρ, ρ⁻) / (2 ∫|λ| ρ), with ρ⁻ its mirror image and W₁ = ∫|F − F⁻| dλ the earth
 * mover's distance. 1 where each eigenvalue has its mirror image, 0 where all have one sign. Scaling changes nothing, and
 * neither do eigenvalues that are 0, of which networks have many. 1 where all are 0.
 */
export function spectralSymmetry({ nodes, weights }: ProbeSpectrum): number {
  const moment = nodes.reduce((sum, node, i) => sum + weights[i]! * Math.abs(node), 0);
  if (moment === 0) return 1;
  const steps = Array.from(nodes, (node, i) => [[node, weights[i]!] as const, [-node, -weights[i]!] as const]).flat();
  steps.sort(([a], [b]) => a - b);
  let [difference, distance] = [0, 0];
  steps.forEach(([at, step], i) => {
    difference += step;
    distance += Math.abs(difference) * ((steps[i + 1]?.[0] ?? at) - at);
  });
  return Math.min(1, Math.max(0, 1 - distance / (2 * moment)));
}
