export * from "./checkpoint/index.ts";
export * from "./common.ts";
export * from "./correlation/index.ts";
export * from "./density/index.ts";
export * from "./edjm/index.ts";
export * from "./ensembleModel.ts";
export { formatBytes } from "./formatBytes.ts";

export * from "./inspect.ts";
export * from "./jacobianBlocks.ts";
export * from "./jacobianModel.ts";
export { type JacobianOperator, type JacobianOperatorOptions, openJacobianOperator } from "./jacobianOperator.ts";
export * from "./landscape/index.ts";
export type { Layer } from "./layers.ts";
export * from "./loadModel.ts";
export * from "./logits/index.ts";
export { type Head, type SelectedOutput, selectOutput } from "./selectOutput.ts";
export * from "./weights/index.ts";
