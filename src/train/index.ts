export * from "./augmentation.ts";
export * from "./channelBlockSize.ts";
export * from "./checkpoint.ts";
export {
  type ComparableOutput,
  type ComparableOutputData,
  type ComparableOutputOptions,
  type ComparableOutputResult,
  comparableOutput,
} from "./comparableOutput/comparableOutput.ts";
export * from "./counterBits.ts";
export * from "./dropoutMask.ts";
export * from "./earlyStopping.ts";
export * from "./evaluate.ts";
export * from "./loss.ts";
export * from "./optimisers/index.ts";
export * from "./penalties.ts";
export * from "./phoneAccuracy.ts";
export * from "./regularisedNetwork.ts";
export * from "./schedule.ts";
export * from "./stepRunner.ts";
export * from "./teacherTargets.ts";
export * from "./tracking/index.ts";
export * from "./train.ts";
export * from "./trainableNetwork.ts";
export * from "./trainedModel.ts";
export * from "./trainingConfig.ts";
export * from "./trainingData.ts";
export * from "./trainingGraph.ts";
export * from "./trainingState.ts";
