export * from "./common.ts";
export * from "./edjm.ts";
export * from "./loadModel.ts";
