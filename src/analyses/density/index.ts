export type { Cumulants, FittedBulk, RandomBulk, RandomComparison } from "./compareWithRandom.ts";
export { type DensityPlanned, density, planDensity } from "./density.ts";
export * from "./densityOptions.ts";
export type { DensityDiagonal, DensityResult, EigenvalueDensity, ShuffledDensity } from "./densityResult.ts";
export type { DensityPlan } from "./densitySettings.ts";
