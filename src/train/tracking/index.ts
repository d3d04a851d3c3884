export { layerKey, layerOf } from "./layerKey.ts";
export { trackedAnalyses } from "./trackedAnalyses.ts";
export type { TrackedAnalysis, TrackedNetwork, TrackedOptions } from "./trackedAnalysis.ts";
export { type TrackedMeasures, trackedSamples } from "./tracker.ts";
export type { Tracking } from "./trackingConfig.ts";
