export { type BlockLanczosOptions, blockLanczos, type LanczosEigen } from "./blockLanczos.ts";
export {
  type BlockQuadrature,
  type BlockQuadratureOptions,
  type BlockSpectrum,
  blockQuadrature,
} from "./blockQuadrature.ts";
export * from "./densityPresets.ts";
export * from "./diagonalEstimate.ts";
export type { Estimate } from "./estimate.ts";
export { type LanczosSvdOptions, lanczosSvd, rootsWithErrors, type SingularValues } from "./lanczosSvd.ts";
export type { LinearOperator, SymmetricOperator } from "./linearOperator.ts";
export * from "./operatorForms.ts";
export { type RandomizedSvdOptions, randomizedSvd } from "./randomizedSvd.ts";
export type { Distribution } from "./randomVectors.ts";
export * from "./spectralDensity.ts";
export * from "./spectralMoments.ts";
export * from "./stochasticLanczosQuadrature.ts";
export * from "./traceEstimate.ts";
