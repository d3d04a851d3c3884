export * from "./define/recipe.ts";
export * from "./define/study.ts";
export * from "./firstSamples.ts";
export * from "./recipeConfig.ts";
export * from "./searchRecipes.ts";
export * from "./spectrumPoints.ts";
export * from "./trainRecipe.ts";
