export * from "./fitMarchenkoPastur.ts";
export * from "./freeCumulants.ts";
export * from "./marchenkoPastur.ts";
export * from "./spectralRanks.ts";
export * from "./tracyWidom.ts";
