export * from "./builder.ts";
export * from "./types.ts";
