export * from "./evaluateLogits.ts";
export { type LogitRow, type LogitSource, logitRows, openLogits, samplesPerRun } from "./logitRows.ts";
