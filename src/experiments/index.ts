export * from "./define/recipe.ts";
export * from "./define/study.ts";
export * from "./firstSamples.ts";
export * from "./spectrumPoints.ts";
