import type { ProbeSpectrum } from "../../spectra/index.ts";
import { type OverProbes, overProbes, pooled } from "./overProbes.ts";

/** The negative eigenvalues of a Hessian: its index. */
export interface NegativePart {
  /** Eigenvalues below it count as negative. */
  readonly threshold: number;
  /** How many there are; an estimate is no whole number. */
  readonly count: number;
  readonly countError?: number | null;
  /** Of a quadrature: what its nodes leave open, by the inequalities of Chebyshev, Markov and Stieltjes. */
  readonly countBounds?: readonly [number, number];
  /** count / order */
  readonly fraction: number;
  /** Σ|λ| over the negative ones / Σ|λ| over all; 0 where all are 0. */
  readonly mass: number;
  readonly massError?: number | null;
}

/** Eigenvalues nearer to 0 than this, relative to the largest, are rounding. */
const relative = 1e-6;

/** −1e-6 λmax; of a matrix without a positive eigenvalue, of the largest |λ|. */
export function negativeThreshold(lambdaMax: number, lambdaMin: number): number {
  const scale = lambdaMax > 0 ? lambdaMax : Math.abs(lambdaMin);
  return scale === 0 ? 0 : -relative * scale;
}

/** Count, share and weight of the negative eigenvalues, from all of them or from a quadrature. */
export function negativePart(
  probes: readonly ProbeSpectrum[],
  order: number,
  threshold: number,
  of: "eigenvalues" | "quadrature" | "samples",
): NegativePart {
  const exact = of === "eigenvalues";
  const count = scaled(
    overProbes(probes, exact, (some) => shareBelow(pooled(some), threshold)),
    order,
  );
  const mass = overProbes(probes, exact, (some) => massBelow(pooled(some), threshold));
  const bounds = of === "quadrature" ? boundsBelow(probes, threshold) : undefined;
  return {
    threshold,
    count: exact ? Math.round(count.value) : count.value,
    ...(count.error !== undefined && { countError: count.error }),
    ...(bounds && { countBounds: [bounds[0] * order, bounds[1] * order] }),
    fraction: count.value / order,
    mass: mass.value,
    ...(mass.error !== undefined && { massError: mass.error }),
  };
}

const scaled = ({ value, error }: OverProbes, by: number): OverProbes => ({
  value: value * by,
  ...(error !== undefined && { error: error === null ? null : error * by }),
});

function shareBelow({ nodes, weights }: ProbeSpectrum, threshold: number): number {
  return nodes.reduce((sum, node, i) => sum + (node < threshold ? weights[i]! : 0), 0);
}

function massBelow({ nodes, weights }: ProbeSpectrum, threshold: number): number {
  const all = nodes.reduce((sum, node, i) => sum + weights[i]! * Math.abs(node), 0);
  if (all === 0) return 0;
  return nodes.reduce((sum, node, i) => sum + (node < threshold ? weights[i]! * -node : 0), 0) / all;
}

/**
 * Of each probe's true measure, at least the weights of all nodes but one below the threshold lie there, and at most those of the
 * nodes below it and the next one (Golub & Meurant 2010, section 3; Szegő 1975, theorem 3.41.1). Mean over the probes.
 */
function boundsBelow(probes: readonly ProbeSpectrum[], threshold: number): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const { nodes, weights } of probes) {
    // Nodes descend: the first one below the threshold, and the one above it.
    const at = nodes.findIndex((node) => node < threshold);
    const first = at < 0 ? nodes.length : at;
    const below = weights.subarray(first).reduce((sum, weight) => sum + weight, 0);
    low += below - (weights[first] ?? 0);
    high += below + (first > 0 ? weights[first - 1]! : 0);
  }
  return [Math.max(0, low / probes.length), Math.min(1, high / probes.length)];
}
