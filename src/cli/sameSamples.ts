import { fail, type Samples } from "../base/index.ts";
import type { LoadedModels } from "./loadModels.ts";

/**
 * The samples that all networks are looked at around.
 *
 * @throws NetspectraError where the networks were trained on other splits, so that there are none
 */
export async function sameSamples(
  { models, samplesOf }: LoadedModels,
  names: readonly string[],
  split: string | undefined,
): Promise<Samples> {
  const samples = await samplesOf(models[0]);
  for (const [i, model] of models.entries()) {
    if ((await samplesOf(model)) === samples) continue;
    fail({
      subject: `${names[i]}`,
      expected: `the same ${split} samples as ${names[0]}`,
      got: "a network that was trained with another --split-seed",
      todo: "Name one with --split-seed, or take the test samples.",
    });
  }
  return samples;
}
