export {
  type ActivationSums,
  addSums,
  emptySums,
  type PairSums,
  type ProductSums,
  type SumShifts,
  unitSumsFromPairs,
} from "./activationSums.ts";
export { type CovarianceRanks, covarianceRanks } from "./covarianceRanks.ts";
export { layerCovariance } from "./layerCovariance.ts";
export type { CorrelatedPair, PairStatistics } from "./pairStatistics.ts";
export {
  type DeadReading,
  type RepresentationStatistics,
  representationStatistics,
} from "./representationStatistics.ts";
export { type ActivationLayout, addUnitRows, type UnitSums } from "./unitSums.ts";
