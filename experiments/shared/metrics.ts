import { density, edjm, type LoadedModel, weights } from "netspectra/analyses";
import type { Samples } from "netspectra/base";
import { type CellContext, type Measure, type Measured, type Scale, spectrumPoints } from "netspectra/experiments";
import { mean } from "./groups.ts";

/** What of a network is differentiated. */
export const outputs: Readonly<Record<Scale, readonly string[]>> = {
  smoke: ["probabilities"],
  small: ["probabilities", "logits"],
  paper: ["probabilities", "logits"],
  full: ["probabilities", "logits"],
};

/** Numbers of a network that are known without test labels, and may tell how well it does. */
export const metrics = {
  alpha: { label: "exponent α", decimals: 2 },
  logLambdaMax: { label: "log₁₀ λmax", decimals: 2 },
  hardRank: { label: "hard rank", decimals: 0 },
  stableRank: { label: "stable rank", decimals: 2 },
  effectiveRank: { label: "effective rank", decimals: 1 },
  diagonalAlpha: { label: "α of the diagonal", decimals: 2 },
  logDiagonalMax: { label: "log₁₀ of its largest entry", decimals: 2 },
  dominance: { label: "its dominance", decimals: 4 },
  logJacobianNorm: { label: "log₁₀ of the Jacobian norm", decimals: 2 },
  score: { label: "EDJM score", decimals: 2 },
  weightAlpha: { label: "α of the weights", decimals: 2 },
  weightAlphaWeighted: { label: "weighted α of the weights", decimals: 2 },
} as const satisfies Readonly<Record<string, Measure>>;
export type Metric = keyof typeof metrics;

/**
 * All metrics of a network around samples. The Jacobian norm is √(Σ‖J(xᵢ)‖²/n); the two of the weights are means over the
 * layers whose eigenvalues are enough for a power law. What is not defined (the logarithm of 0, a law that could not be
 * fitted) is null.
 */
export async function measureMetrics(
  { platform, session }: Pick<CellContext<unknown>, "platform" | "session">,
  model: LoadedModel,
  samples: Samples,
  output: string,
): Promise<Measured & { readonly measures: Readonly<Record<Metric, number | null>> }> {
  const found = await density(platform, model, samples, { ...session, output, replicates: 0 });
  const { score } = await edjm(platform, model, samples, { ...session, output });
  const { layers } = await weights(platform, model.path, { ...session, replicates: 0, shuffle: false });
  const { eigenvalues, lambdaMax, hardRank, stableRank, effectiveRank, fit, diagonal } = found;
  const { spectrumIndex, normalizedSpectrum } = spectrumPoints(eigenvalues);
  return {
    measures: {
      alpha: fit.status === "ok" ? fit.alpha : null,
      logLambdaMax: logOf(lambdaMax),
      hardRank,
      stableRank,
      effectiveRank,
      diagonalAlpha: diagonal.fit.status === "ok" ? diagonal.fit.alpha : null,
      logDiagonalMax: logOf(diagonal.max),
      dominance: diagonal.dominance,
      logJacobianNorm: logOf(Math.sqrt(found.trace / found.rows)),
      score,
      weightAlpha: mean(layers.map(({ alpha }) => alpha)),
      weightAlphaWeighted: mean(layers.map(({ alphaWeighted }) => alphaWeighted)),
    },
    arrays: { eigenvalueIndex: spectrumIndex, eigenvalues: normalizedSpectrum },
  };
}

const logOf = (value: number) => (value > 0 ? Math.log10(value) : null);
