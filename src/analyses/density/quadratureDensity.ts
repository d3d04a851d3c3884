import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { blockQuadrature, gramOperator, transposedOperator } from "../../spectra/index.ts";
import { studentQuantile } from "../../stats/index.ts";
import { type JacobianOperatorOptions, openJacobianOperator } from "../jacobianOperator.ts";
import type { LoadedModel } from "../loadModel.ts";

/** A spectral density by quadrature: Σ weights · f(nodes) of a probe estimates the mean of f over the eigenvalues. */
export interface QuadratureDensity {
  /** min(n, k·d): how many eigenvalues there are. */
  readonly order: number;
  /** Estimates of eigenvalues, descending; the first `converged` are eigenvalues. */
  readonly nodes: Float64Array;
  readonly errors: Float64Array;
  readonly converged: number;
  /** For each probe the weights of the nodes, with sum 1. */
  readonly weights: readonly Float64Array[];
}

export interface QuadratureOptions extends JacobianOperatorOptions {
  readonly probes?: number;
  readonly steps?: number;
  readonly memory?: number;
  readonly seed: number;
}

/** The density of the eigenvalues on the smaller side, so that no zeros come on top, by stochastic Lanczos quadrature. */
export async function quadratureDensity(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  { probes, steps, memory, seed, ...options }: QuadratureOptions,
): Promise<QuadratureDensity> {
  const operator = await openJacobianOperator(platform, model, samples, options);
  try {
    const wide = operator.columns > operator.rows;
    const quadrature = await blockQuadrature(gramOperator(wide ? transposedOperator(operator) : operator), {
      seed,
      ...(probes !== undefined && { probes }),
      ...(steps !== undefined && { steps }),
      ...(memory !== undefined && { memory }),
    });
    const { order, converged, errors } = quadrature;
    const weights = quadrature.probes.map((probe) => probe.weights);
    return { order, nodes: quadrature.probes[0]!.nodes, errors, converged, weights };
  } finally {
    await operator.close();
  }
}

/** An estimate, and half of a 95 % interval around it, over the probes; null where a single one tells nothing of it. */
export interface RankEstimate {
  readonly effectiveRank: number;
  readonly effectiveRankError: number | null;
}

/**
 * The effective rank exp(−Σ p ln p), p = λ/trace, from a density. Eigenvalues that have converged count once each; of the
 * rest of the trace, which is known, each probe says how it is spread (a ratio of two sums over its nodes).
 */
export function estimatedEffectiveRank({ nodes, weights, converged }: QuadratureDensity, trace: number): RankEstimate {
  const shares = nodes.map((value) => Math.max(0, value) / trace);
  const known = shares.subarray(0, converged);
  const rest = Math.max(0, 1 - known.reduce((sum, share) => sum + share, 0));
  const certain = known.reduce((sum, share) => sum + entropyOf(share), 0);
  const entropies = weights.map((own) => {
    let [entropy, part] = [0, 0];
    for (let i = converged; i < shares.length; i++) {
      entropy += own[i]! * entropyOf(shares[i]!);
      part += own[i]! * shares[i]!;
    }
    return certain + (part > 0 ? (rest * entropy) / part : 0);
  });
  const count = entropies.length;
  const mean = entropies.reduce((sum, value) => sum + value, 0) / count;
  const effectiveRank = Math.exp(mean);
  if (count < 2) return { effectiveRank, effectiveRankError: null };
  const variance = entropies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(variance / count);
  return { effectiveRank, effectiveRankError: effectiveRank * Math.expm1(half) };
}

const entropyOf = (share: number) => (share > 0 ? -share * Math.log(share) : 0);
