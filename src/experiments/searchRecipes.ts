import type { Recipe } from "./define/recipe.ts";

/**
 * The recipes of a recipe's grid, learning rates outermost, batches innermost; the recipe itself where there is no search.
 * Where optimisers have no momentum (adam), the grid must not ask for one: the configuration is refused when it is used.
 */
export function searchRecipes({ search, ...recipe }: Recipe): readonly Recipe[] {
  const { learningRate = [undefined], momentum = [undefined], batch = [undefined] } = search ?? {};
  const { training } = recipe;
  return learningRate.flatMap((rate) =>
    momentum.flatMap((share) =>
      batch.map((size) => ({
        ...recipe,
        training: {
          ...training,
          ...((rate !== undefined || share !== undefined) && {
            optimiser: {
              ...(training.optimiser ?? { name: "sgd" as const }),
              ...(rate !== undefined && { learningRate: rate }),
              ...(share !== undefined && { momentum: share }),
            },
          }),
          ...(size !== undefined && { batch: size }),
        },
      })),
    ),
  );
}
