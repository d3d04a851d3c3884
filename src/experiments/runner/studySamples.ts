import { fail, NetspectraError, type Samples } from "../../base/index.ts";
import { knownDataset, type LoadOptions, loadDataset, randomLabels, type Split } from "../../datasets/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Recipe, RecipeData } from "../define/recipe.ts";
import { canonicalJson } from "../store/canonicalJson.ts";

export interface StudySamplesOptions {
  /** Where to look for named data sets first. */
  readonly dataDir?: string | undefined;
  /** The data stand in for others: limits are as much as there is. */
  readonly replaced: boolean;
}

/** Samples of recipes; each set is loaded once. */
export function createStudySamples(
  platform: Platform,
  { dataDir, replaced }: StudySamplesOptions,
): (data: RecipeData, split: Split) => Promise<Samples> {
  const loaded = new Map<string, Promise<Samples>>();
  return (data, split) => {
    const { source, splitSeed = 0, validation = "random" } = data;
    const { classes, limit } = replaced ? atMost(data, split) : { ...data, limit: limitOf(data, split) };
    const replacing = split === "train" ? data.randomLabels : undefined;
    const key = canonicalJson([source, split, classes, limit, splitSeed, validation, replacing]);
    const named = knownDataset(source) !== undefined;
    const load = async () => {
      const options = { split, splitSeed, dataDir, classes, limit, ...(named && { validation }) };
      const samples = await loadDataset(platform, source, options);
      if (!replacing) return samples;
      // What a training is resumed by.
      const sha256 = await platform.sha256(new TextEncoder().encode(canonicalJson([samples.sha256, replacing])));
      return { ...randomLabels(samples, replacing), sha256 };
    };
    const samples = loaded.get(key) ?? load().catch(withStandIn);
    loaded.set(key, samples);
    return samples;
  };
}

const limitOf = (data: RecipeData, split: Split) =>
  ({ train: data.limit, validation: data.validationLimit, test: data.testLimit })[split];

/** As many as are wanted, or as there are; of the user's own data all. */
function atMost(data: RecipeData, split: Split): Pick<LoadOptions, "classes" | "limit"> {
  const named = knownDataset(data.source);
  const limit = limitOf(data, split);
  return {
    ...(named && data.classes && { classes: Math.min(data.classes, named.example.classes.length) }),
    ...(named && limit && { limit: { atMost: limit } }),
  };
}

/** A study can be tried without its data. */
function withStandIn(error: unknown): never {
  if (!(error instanceof NetspectraError) || !error.complaint.subject.startsWith("data set ")) throw error;
  const { todo } = error.complaint;
  return fail({ ...error.complaint, todo: `${todo} To try the study without it, let digits stand in: --data digits.` });
}

/** A recipe with other data, its teacher's too. */
export function withData(recipe: Recipe, source: string | undefined): Recipe {
  if (source === undefined) return recipe;
  const { data, teacher } = recipe;
  return {
    ...recipe,
    data: { ...data, source },
    ...(teacher && { teacher: { ...teacher, recipe: withData(teacher.recipe, source) } }),
  };
}
