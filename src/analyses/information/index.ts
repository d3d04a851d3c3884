export { information } from "./information.ts";
export type { InformationOptions } from "./informationOptions.ts";
export type {
  IbsgdColumns,
  InformationLayer,
  InformationResult,
  InformationStatus,
  NoiseLevel,
} from "./informationResult.ts";
export { type Noise, parseNoise } from "./noise.ts";
