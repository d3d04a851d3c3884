import type { LoadedModel } from "../analyses/index.ts";
import type { Samples } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import { type DataValues, loadSamples } from "./loadSamples.ts";

/**
 * Samples for a model: validation samples are chosen by the seed that the model was trained with, so that none of them
 * were trained on, unless the user names another. Each set is loaded once; without a model, for the shape of its samples.
 */
export function createSampleSource(platform: Platform, values: DataValues): (model?: LoadedModel) => Promise<Samples> {
  const loaded = new Map<number, Promise<Samples>>();
  return (model) => {
    const own = Number(model?.metadata["split-seed"] ?? Number.NaN);
    const splitSeed = values.splitSeed ?? (Number.isSafeInteger(own) ? own : 0);
    if (model && Number.isSafeInteger(own) && own !== splitSeed && values.split && values.split !== "test") {
      platform.reporter.warn(
        `${model.path} was trained with --split-seed ${own}: with ${splitSeed} the ${values.split} split mixes samples that it was trained on with samples that it was not.`,
      );
    }
    const samples = loaded.get(splitSeed) ?? loadSamples(platform, values, { splitSeed });
    loaded.set(splitSeed, samples);
    return samples;
  };
}
