import { type TrainingConfig, trainingConfig } from "../train/index.ts";
import type { Recipe } from "./define/recipe.ts";

/**
 * The training configuration of a recipe with all defaults filled in. What its data and its teacher say goes over what
 * `training` says of them.
 *
 * @throws NetspectraError that names the first key that is unknown or has no sound value
 */
export function recipeConfig({ data, training, teacher }: Recipe): TrainingConfig {
  const { target = "probabilities", temperature = 1 } = teacher ?? {};
  return trainingConfig({
    ...training,
    ...(data.splitSeed !== undefined && { splitSeed: data.splitSeed }),
    ...(teacher && { labels: target === "logits" ? "logits" : "soft", temperature }),
  });
}
