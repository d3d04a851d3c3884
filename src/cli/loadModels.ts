import { type LoadedModel, loadModel } from "../analyses/index.ts";
import type { Samples } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import { modelOptions } from "./modelOptions.ts";
import { createSampleSource } from "./sampleSource.ts";

/** Networks that were named, and the samples that each is looked at around. */
export interface LoadedModels {
  readonly models: LoadedModel[];
  samplesOf(model?: LoadedModel): Promise<Samples>;
}

/**
 * Read all the networks of a command line. All of them first: a bad file at the end of the list should not cost the work
 * on the others.
 *
 * @throws NetspectraError for files that are no sound models, and flags that do not fit them
 */
export async function loadModels(
  platform: Platform,
  values: Parameters<typeof modelOptions>[1] & Parameters<typeof createSampleSource>[1],
  paths: readonly string[],
): Promise<LoadedModels> {
  const samplesOf = createSampleSource(platform, values);
  const sampleShape = async () => (await samplesOf()).shape;
  const options = { ...(await modelOptions(platform, values)), sampleShape };
  const models: LoadedModel[] = [];
  for (const path of paths) models.push(await loadModel(platform, path, options));
  return { models, samplesOf };
}
