export * from "./cost.ts";
export * from "./jacobian.ts";
export * from "./jvp.ts";
export * from "./lower.ts";
export * from "./newGraph.ts";
export * from "./simplify.ts";
export { vjp } from "./vjp.ts";
