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
  const upper = upperSum(quadrature, everyone, order, counted);
  const score = upper.sum / largest;
  const leftOut = everyone.map((p) => {
    const others = everyone.filter((other) => other !== p);
    return others.length > 0 ? upperSum(quadrature, others, order, counted).sum / largest : Number.NaN;
  });
  const interval = jackknifeInterval(score, leftOut);
  if (!interval) return { score, scoreError: null, status: "estimated" };
  const before = coarser ? upperSum(coarser, everyone, order, counted).sum : upper.sum;
  // λ ± e makes √λ ± e / √λ at most, and ± √e around zero.
  const ofNodes = errors.subarray(0, counted).reduce((sum, error, i) => sum + error / (sigma[i]! || largest), 0);
  const ofZeros = Math.max(0, counted - upper.positive) * Math.sqrt(errors[0]!);
  const rest = Math.abs(upper.sum - before) + ofNodes + ofZeros + upper.tied;
  const scoreError = interval[1] - score + rest / largest + (score * errors[0]!) / eigenvalues[0]!;
  return { score, scoreError, status: "estimated" };
}

/** What a measure has of the largest of all q values. */
interface UpperPart {
  /** Of the square roots. */
  readonly sum: number;
  /** How many are positive. */
  readonly positive: number;
  /** Part of the sum that does not count if the last value is one that repeats: only what is above it would. */
  readonly tied: number;
}

/** The largest `counted` of q values, as the chosen probes have them. */
function upperSum(
  { probes, converged, residuals }: BlockSpectrum,
  chosen: readonly number[],
  q: number,
  counted: number,
): UpperPart {
  const { nodes } = probes[0]!;
  const rest = Math.max(q - converged, 0);
  const sums = chosen.map((p) => probes[p]!.weights.subarray(converged).reduce((sum, weight) => sum + weight, 0));
  const all = sums.reduce((sum, own) => sum + own, 0);
  const negligible = 1e-14 * nodes[0]!;
  const masses = nodes.map((_, i) => {
    // Each probe is a random direction of what is left, so its weights add up to all of that.
    const share = chosen.reduce((sum, p) => sum + probes[p]!.weights[i]!, 0) / (all || 1);
    return i < converged ? 1 : rest * share;
  });
  let [left, sum, last] = [counted, 0, 0];
  for (let i = 0; i < nodes.length && left > 0 && nodes[i]! > negligible; i++) {
    const mass = Math.min(left, masses[i]!);
    sum += mass * Math.sqrt(nodes[i]!);
    left -= mass;
    last = i;
  }
  const close = (i: number) =>
    Math.abs(nodes[i]! - nodes[last]!) <= 1e-6 * nodes[last]! && residuals[i]! <= 1e-6 * nodes[last]!;
  const before = masses.reduce((total, mass, i) => (i <= last && close(i) ? total + mass : total), 0);
  const copies = masses.reduce((total, mass, i) => (close(i) ? total + mass : total), 0);
  const tied = left <= 0 && copies > 1.5 ? Math.min(before, counted) * Math.sqrt(nodes[last]!) : 0;
  return { sum, positive: counted - left, tied };
}
