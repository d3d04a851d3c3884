export { type BinnedInformation, binnedInformation } from "./binnedInformation.ts";
export { type GaussianLevel, type InformationBounds, informationBounds } from "./informationBounds.ts";
