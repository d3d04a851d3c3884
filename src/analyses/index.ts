export * from "./common.ts";
export * from "./edjm/index.ts";
export * from "./inspect.ts";
export * from "./jacobianBlocks.ts";
export * from "./jacobianModel.ts";
export { type JacobianOperator, type JacobianOperatorOptions, openJacobianOperator } from "./jacobianOperator.ts";
export type { Layer } from "./layers.ts";
export * from "./loadModel.ts";
export { type Head, type SelectedOutput, selectOutput } from "./selectOutput.ts";
