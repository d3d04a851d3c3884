export { representation } from "./representation.ts";
export type { RepresentationOptions } from "./representationOptions.ts";
export type {
  Characteristics,
  ClassCharacteristics,
  ClassWiseMeans,
  RepresentationLayer,
  RepresentationResult,
  RepresentationStatus,
} from "./representationResult.ts";
