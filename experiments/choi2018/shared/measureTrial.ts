import { representation } from "netspectra/analyses";
import { type CellContext, firstSamples, type Measure, type Measured, type StudyNetwork } from "netspectra/experiments";
import { measureMetrics, metrics } from "../../shared/metrics.ts";
import type { Budgeted } from "./budgets.ts";

/** Errors, and what the search has chosen. */
export const errors = {
  error: { label: "test error", decimals: 2, percent: true },
  gap: { label: "test error − training error", decimals: 2, percent: true },
} as const satisfies Readonly<Record<string, Measure>>;

/** Characteristics of the representation of the last hidden layer over the test samples: Table 1. */
export const characteristics = {
  amplitude: { label: "activation amplitude", decimals: 2 },
  covariance: { label: "covariance", decimals: 3 },
  correlation: { label: "correlation", decimals: 2 },
  sparsity: { label: "sparsity", decimals: 2 },
  deadUnit: { label: "dead units", decimals: 2 },
  rank: { label: "rank", decimals: 2 },
} as const satisfies Readonly<Record<string, Measure>>;
export type Characteristic = keyof typeof characteristics;

/** What the paper does not look at: the Jacobian of the probabilities by the input, around test samples. */
export const jacobians = {
  score: metrics.score,
  alpha: metrics.alpha,
  logJacobianNorm: metrics.logJacobianNorm,
} as const satisfies Readonly<Record<string, Measure>>;

export const trialMeasures = { ...errors, ...characteristics, ...jacobians } as const;
export type TrialMeasure = keyof typeof trialMeasures;

/** All measures of a trained network, with the weight that was chosen (null where there is none). */
export async function measureTrial(
  network: StudyNetwork,
  context: CellContext<Budgeted>,
): Promise<Measured & { readonly measures: Readonly<Record<TrialMeasure | "weight", number | null>> }> {
  const { platform, session, settings } = context;
  const samples = await context.samples(network.recipe, "test");
  const { layers } = await representation(platform, network.model, samples, session);
  const { activationAmplitude, covariance, correlation, sparsity, deadUnit, rank } = layers.at(-1)!;
  const around = firstSamples(samples, Math.min(settings.budget.jacobians, samples.count));
  const { measures } = await measureMetrics(context, network.model, around, "probabilities");
  const { train, test = null } = network.accuracy;
  return {
    measures: {
      error: test === null ? null : 1 - test,
      gap: test === null ? null : train - test,
      amplitude: activationAmplitude,
      ...{ covariance, correlation, sparsity, deadUnit, rank },
      score: measures.score,
      alpha: measures.alpha,
      logJacobianNorm: measures.logJacobianNorm,
      weight: weightOf(network),
    },
  };
}

/** The weight of the regulariser that a network was trained with. */
function weightOf({ recipe }: StudyNetwork): number | null {
  const [config] = recipe.training.regularisers ?? [];
  return config && "weight" in config ? (config.weight ?? 1) : null;
}
