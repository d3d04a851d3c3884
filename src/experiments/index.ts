export * from "./define/recipe.ts";
export * from "./define/study.ts";
