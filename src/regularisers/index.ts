export * from "./jacobianNorm.ts";
export * from "./layerSpectrum.ts";
