export * from "./architecture.ts";
export * from "./batchStatistics.ts";
export * from "./cnn.ts";
export * from "./initialise.ts";
export * from "./layers.ts";
export * from "./mlp.ts";
export * from "./network.ts";
export { type ParameterSpec, type PlannedLayer, parameterCount, planNetwork } from "./plan.ts";
export * from "./presets.ts";
