export * from "./error.ts";
export * from "./firstSamples.ts";
export * from "./matchInput.ts";
export * from "./random.ts";
export * from "./samples.ts";
export * from "./shape.ts";
export * from "./smallFloats.ts";
export * from "./tensor.ts";
