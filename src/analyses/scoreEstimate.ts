import type { BlockQuadrature, BlockSpectrum } from "../spectra/index.ts";
import { jackknifeInterval, spectralScore } from "../stats/index.ts";

/** The score of an EDJM as its spectral density has it. */
export interface ScoreEstimate {
  readonly score: number | null;
  /** Half of a 95 % interval around the score; null without a score, or where a single probe tells nothing of it. */
  readonly scoreError: number | null;
  readonly status: "estimated" | "ok" | "zero" | "flat";
}

/**
 * The EDJM score from the quadrature of E Eᵀ or Eᵀ E, whichever is smaller: the singular values above the percentile are the
 * upper part u of all q, so the score is q ∫₀ᵘ σ(t) dt / σmax with the quantile function σ(t), from above, of the mean measure of
 * the probes. Nodes that have converged weigh 1/q each; the probes share what is left. Its error: Student's t times the
 * jackknife's deviation over probes (they differ by chance), plus what a third of the steps changed (the measure has but so
 * many nodes), plus the errors of σmax and of the converged nodes.
 */
export function scoreEstimate(quadrature: BlockQuadrature, percentile: number): ScoreEstimate {
  const { order, probes, coarser, complete, errors } = quadrature;
  const eigenvalues = probes[0]!.nodes;
  const sigma = eigenvalues.map((value) => Math.sqrt(Math.max(value, 0)));
  const largest = sigma[0]!;
  if (complete) {
    const exact = spectralScore(sigma, percentile);
    const { score } = exact;
    return { ...exact, scoreError: score === null ? null : (score * errors[0]!) / eigenvalues[0]! };
  }
  if (!(eigenvalues[0]! > errors[0]!)) return { score: null, scoreError: null, status: "zero" };
  const counted = Math.ceil((1 - percentile / 100) * (order - 1));
  if (counted === 0 || largest - sigma.at(-1)! <= 1e-9 * largest) {
    return { score: null, scoreError: null, status: "flat" };
  }
  const everyone = probes.map((_, p) => p);
  const score = upperSum(quadrature, everyone, order, counted) / largest;
  const leftOut = everyone.map((p) => {
    const others = everyone.filter((other) => other !== p);
    return others.length > 0 ? upperSum(quadrature, others, order, counted) / largest : Number.NaN;
  });
  const interval = jackknifeInterval(score, leftOut);
  if (!interval) return { score, scoreError: null, status: "estimated" };
  const before = coarser ? upperSum(coarser, everyone, order, counted) / largest : score;
  const ofNodes =
    errors.subarray(0, counted).reduce((sum, error, i) => sum + error / (sigma[i]! || largest), 0) / largest;
  const scoreError = interval[1] - score + Math.abs(score - before) + ofNodes + (score * errors[0]!) / eigenvalues[0]!;
  return { score, scoreError, status: "estimated" };
}

/** The sum of the largest `counted` of q square roots, as the chosen probes have it. */
function upperSum({ probes, converged }: BlockSpectrum, chosen: readonly number[], q: number, counted: number): number {
  const { nodes } = probes[0]!;
  const rest = Math.max(q - converged, 0);
  const sums = chosen.map((p) => probes[p]!.weights.subarray(converged).reduce((sum, weight) => sum + weight, 0));
  const all = sums.reduce((sum, own) => sum + own, 0);
  let left = counted;
  let total = 0;
  for (let i = 0; i < nodes.length && left > 0; i++) {
    // Each probe is a random direction of what is left, so its weights add up to all of that.
    const share = chosen.reduce((sum, p) => sum + probes[p]!.weights[i]!, 0) / (all || 1);
    const mass = Math.min(left, i < converged ? 1 : rest * share);
    total += mass * Math.sqrt(Math.max(nodes[i]!, 0));
    left -= mass;
  }
  return total;
}
