import { expect, test } from "vitest";
import type { Recipe } from "./define/recipe.ts";
import { recipeConfig } from "./recipeConfig.ts";
import { finalRecipe, searchRecipes } from "./searchRecipes.ts";

const recipe: Recipe = {
  data: { source: "digits", splitSeed: 3 },
  network: "mlp:8",
  training: { epochs: 2, optimiser: { name: "sgd", momentum: 0.5 } },
};

test("without a search the recipe itself", () => {
  expect(searchRecipes(recipe)).toEqual([recipe]);
});

test("all combinations, over what the recipe says", () => {
  const grid = searchRecipes({ ...recipe, search: { learningRate: [0.1, 0.01], batch: [10, 20, 50] } });
  expect(grid.map((one) => [recipeConfig(one).optimiser, recipeConfig(one).batch])).toEqual(
    [0.1, 0.01].flatMap((learningRate) =>
      [10, 20, 50].map((batch) => [expect.objectContaining({ name: "sgd", learningRate, momentum: 0.5 }), batch]),
    ),
  );
  for (const one of grid) expect(one.search).toBeUndefined();
});

test("where no optimiser is named it is sgd", () => {
  const [first] = searchRecipes({ ...recipe, training: {}, search: { momentum: [0.8] } });
  expect(recipeConfig(first!).optimiser).toMatchObject({ name: "sgd", momentum: 0.8 });
});

test("data and teacher go over what the training says of them", () => {
  const teacher = { recipe, temperature: 4 };
  const training = { splitSeed: 9, labels: "logits" } as const;
  expect(recipeConfig({ ...recipe, training, teacher })).toMatchObject({
    splitSeed: 3,
    labels: "soft",
    temperature: 4,
  });
  expect(recipeConfig({ ...recipe, teacher: { recipe, target: "logits" } })).toMatchObject({ labels: "logits" });
  const wrong = { ...recipe, teacher: { recipe, target: "logits", temperature: 2 } } as const;
  expect(() => recipeConfig(wrong)).toThrow(/"temperature".*1 where "labels" is "logits"/);
});

test("weights go to the regularisers that have one", () => {
  const regularisers = [{ name: "l2Weight", weight: 3 }, { name: "dropout" }] as const;
  const searched = {
    ...recipe,
    training: { ...recipe.training, regularisers: [...regularisers] },
    search: { weight: [1, 2] },
  };
  expect(searchRecipes(searched).map(({ training }) => training.regularisers)).toEqual(
    [1, 2].map((weight) => [{ name: "l2Weight", weight }, { name: "dropout" }]),
  );
});

test("what is trained in the end: the chosen one itself, or with the recipe's own seed, or with all samples", () => {
  const search = { batch: [10, 20] };
  const [, chosen] = searchRecipes({ ...recipe, search });
  expect(finalRecipe({ ...recipe, search }, chosen!)).toEqual(chosen);
  const trial = { ...recipe, training: { ...recipe.training, seed: 7 }, search: { ...search, seed: 0 } };
  const [first] = searchRecipes(trial);
  expect(first!.training.seed).toBe(0);
  expect(finalRecipe(trial, first!)).toEqual({ ...first, training: { ...first!.training, seed: 7 } });
  expect(finalRecipe({ ...recipe, search: { ...search, merge: true } }, chosen!)).toEqual({
    ...chosen,
    data: { ...recipe.data, validation: "none" },
  });
});
