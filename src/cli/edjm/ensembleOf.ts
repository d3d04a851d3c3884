import { type EnsembleAverage, ensembleModel, type LoadedModel, loadModel } from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { writeModel } from "../../graph/index.ts";
import type { Platform } from "../../platform/index.ts";

/**
 * The networks of a command as one more network, loaded as if it came from a file.
 *
 * @throws NetspectraError for tensors that the ensemble does not have, and for networks that do not go together
 */
export async function ensembleOf(
  platform: Platform,
  models: readonly LoadedModel[],
  average: EnsembleAverage,
  { output, wrt }: { readonly output: string; readonly wrt?: string | undefined },
): Promise<LoadedModel> {
  const inner = output === "logits" || output === "probabilities" ? wrt && `--wrt ${wrt}` : `--output ${output}`;
  if (inner) {
    fail({
      subject: "--ensemble",
      expected: "logits or probabilities by the input, which all networks have",
      got: inner,
      todo: "Leave one of them out.",
    });
  }
  const splitSeeds = new Set(models.map(({ metadata }) => metadata["split-seed"]));
  if (splitSeeds.size > 1) {
    platform.reporter.warn(
      "the members of the ensemble were trained with different --split-seed: validation samples of one may be training samples of another.",
    );
  }
  return await loadModel(platform, writeModel(ensembleModel(models, { average })), { name: `ensemble of ${average}` });
}
