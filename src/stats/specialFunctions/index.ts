export * from "./incompleteBeta.ts";
export * from "./incompleteGamma.ts";
export * from "./logExponentialIntegral.ts";
export * from "./logGamma.ts";
export * from "./normalTail.ts";
