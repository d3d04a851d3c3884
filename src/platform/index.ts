export * from "./openCached.ts";
export * from "./readModelFile.ts";
export * from "./types.ts";
