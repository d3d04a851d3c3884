import type { ProbeSpectrum } from "../../spectra/index.ts";

/** A number that was estimated from random vectors; the error is absent where it is exact, null where one vector tells nothing. */
export interface OverProbes {
  readonly value: number;
  /** Standard error over the probes. */
  readonly error?: number | null;
}

/** All probes as one: the mean of what they see. */
export function pooled(probes: readonly ProbeSpectrum[]): ProbeSpectrum {
  if (probes.length === 1) return probes[0]!;
  const points = probes.flatMap(({ nodes, weights }) =>
    Array.from(nodes, (node, i) => [node, weights[i]! / probes.length] as const),
  );
  points.sort(([a], [b]) => b - a);
  return {
    nodes: Float64Array.from(points, ([node]) => node),
    weights: Float64Array.from(points, ([, weight]) => weight),
  };
}

/**
 * What `measure` says of all probes, with its standard error by the delete-one jackknife (Efron & Stein 1981), which serves ratios and
 * other functions that are not linear in the probes.
 *
 * @param exact the one "probe" holds all eigenvalues
 */
export function overProbes(
  probes: readonly ProbeSpectrum[],
  exact: boolean,
  measure: (probes: readonly ProbeSpectrum[]) => number,
): OverProbes {
  const value = measure(probes);
  if (exact) return { value };
  const count = probes.length;
  if (count < 2) return { value, error: null };
  const leftOut = probes.map((_, i) => measure(probes.toSpliced(i, 1)));
  const mean = leftOut.reduce((sum, own) => sum + own, 0) / count;
  const squares = leftOut.reduce((sum, own) => sum + (own - mean) ** 2, 0);
  return { value, error: Math.sqrt(((count - 1) / count) * squares) };
}
