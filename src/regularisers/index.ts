export * from "./edjmLogDeterminant.ts";
export * from "./jacobianNorm.ts";
export * from "./layerSpectrum.ts";
