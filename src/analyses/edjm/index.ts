export { type EdjmPlanned, edjm, planEdjm } from "./edjm.ts";
export * from "./edjmEstimate.ts";
export * from "./edjmOptions.ts";
export type { EdjmPlan, EdjmWay } from "./edjmPlan.ts";
export type { EdjmResult, EdjmStatus, OutputSpectrum } from "./edjmResult.ts";
export { type EdjmShardOptions, type EdjmShardResult, edjmShard, type Shard } from "./edjmShard.ts";
export { type MergedEdjm, type MergedShard, mergeEdjm } from "./mergeEdjm.ts";
export { formatSeconds, formatWork, planText, wayText } from "./planText.ts";
