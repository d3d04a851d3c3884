export * from "./openCached.ts";
export * from "./openModel.ts";
export * from "./readModelFile.ts";
export * from "./types.ts";
