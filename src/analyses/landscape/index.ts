export { landscape } from "./landscape.ts";
export * from "./landscapeOptions.ts";
export { landscapePath } from "./landscapePath.ts";
export type * from "./landscapeResult.ts";
