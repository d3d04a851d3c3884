import type { TrainingConfigInput } from "../train/index.ts";
import type { Recipe, RecipeSearch } from "./define/recipe.ts";

/**
 * The recipes of a recipe's grid, learning rates outermost, weights innermost; the recipe itself where there is no search.
 * Where optimisers have no momentum (adam), the grid must not ask for one: the configuration is refused when it is used.
 */
export function searchRecipes({ search, ...recipe }: Recipe): readonly Recipe[] {
  if (!search) return [recipe];
  const { learningRate = [undefined], momentum = [undefined], batch = [undefined], weight = [undefined] } = search;
  return learningRate.flatMap((rate) =>
    momentum.flatMap((share) =>
      batch.flatMap((size) =>
        weight.map((penalty) => {
          const seeded = { ...recipe.training, ...(search.seed !== undefined && { seed: search.seed }) };
          return { ...recipe, training: chosenTraining(seeded, rate, share, size, penalty) };
        }),
      ),
    ),
  );
}

/**
 * What is trained with the one that was chosen of `searchRecipes`: by the recipe's own seed and, where the search merges them,
 * on training and validation samples together. The chosen one itself where both are as they were.
 */
export function finalRecipe({ search, training }: Recipe, chosen: Recipe): Recipe {
  const { seed, merge = false }: RecipeSearch = search ?? {};
  return {
    ...chosen,
    ...(merge && { data: { ...chosen.data, validation: "none" } }),
    ...(seed !== undefined && { training: { ...chosen.training, seed: training.seed ?? 0 } }),
  };
}

function chosenTraining(
  training: TrainingConfigInput,
  learningRate: number | undefined,
  momentum: number | undefined,
  batch: number | undefined,
  weight: number | undefined,
): TrainingConfigInput {
  return {
    ...training,
    ...((learningRate !== undefined || momentum !== undefined) && {
      optimiser: {
        ...(training.optimiser ?? { name: "sgd" as const }),
        ...(learningRate !== undefined && { learningRate }),
        ...(momentum !== undefined && { momentum }),
      },
    }),
    ...(batch !== undefined && { batch }),
    ...(weight !== undefined && {
      regularisers: (training.regularisers ?? []).map((one) => ("weight" in one ? { ...one, weight } : one)),
    }),
  };
}
