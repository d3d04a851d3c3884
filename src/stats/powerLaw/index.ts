export * from "./assessPowerLaw.ts";
export * from "./bootstrapPowerLaw.ts";
export * from "./comparePowerLaw.ts";
export * from "./dominatingValues.ts";
export {
  type FittedPowerLaw,
  fitPowerLaw,
  type NoPowerLaw,
  type PowerLawFit,
  type PowerLawOptions,
} from "./fitPowerLaw.ts";
export type { LeftOut } from "./positiveValues.ts";
export { powerLawTail } from "./powerLawTail.ts";
export { type PowerLawVerdict, powerLawVerdict } from "./powerLawVerdict.ts";
export { alternativeTails } from "./tailFamilies.ts";
export type { Tail, TailFamily, TailLaw, TailName } from "./tailFamily.ts";
