export type { SpectrumBulk } from "./layerSpectrum.ts";
export type { SkippedWeight, WeightKind } from "./weightMatrix.ts";
export * from "./weights.ts";
export * from "./weightsOptions.ts";
export * from "./weightsResult.ts";
export type { WeightWatcherRow } from "./weightWatcherColumns.ts";
