import { edjm, type LoadedModel } from "netspectra/analyses";
import type { Samples } from "netspectra/base";
import {
  type CellContext,
  firstSamples,
  type Measured,
  type StudyNetwork,
  spectrumPoints,
} from "netspectra/experiments";
import type { Budget } from "./budgets.ts";

/** The score (equation 12, mean over outputs), its interval over samples, and the normalised spectrum, thinned. */
export async function measureSpectrum(
  { platform, session }: Pick<CellContext<unknown>, "platform" | "session">,
  model: LoadedModel,
  samples: Samples,
): Promise<{ readonly score: number | null; readonly arrays: Readonly<Record<string, readonly number[]>> }> {
  const { score, scoreInterval, normalizedSpectrum } = await edjm(platform, model, samples, session);
  return {
    score,
    arrays: { ...spectrumPoints(normalizedSpectrum), ...(scoreInterval && { scoreInterval }) },
  };
}

/** Score and accuracy on the validation set: what the paper's figures show of a network. */
export async function measureNetwork(
  network: StudyNetwork,
  context: CellContext<unknown>,
  budget: Budget,
): Promise<Measured> {
  const samples = firstSamples(await context.samples(network.recipe, "validation"), budget.samples);
  const { score, arrays } = await measureSpectrum(context, network.model, samples);
  const { accuracy, parameters } = network;
  return { measures: { score, validationAccuracy: accuracy.validation ?? null, parameters }, arrays };
}
