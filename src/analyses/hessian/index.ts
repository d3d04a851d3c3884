export { type HessianPlanned, hessian, planHessian } from "./hessian.ts";
export * from "./hessianOptions.ts";
export { type HessianPlan, hessianPlanText } from "./hessianPlan.ts";
export type {
  HessianDensity,
  HessianResult,
  HessianSpectrum,
  PyhessianColumns,
  SampleHessian,
} from "./hessianResult.ts";
export type { NegativePart } from "./negativePart.ts";
export { spectralRoughness } from "./spectralRoughness.ts";
export { spectralSymmetry } from "./spectralSymmetry.ts";
