export { type BlockLanczosOptions, blockLanczos, type LanczosEigen } from "./blockLanczos.ts";
export type { LinearOperator, SymmetricOperator } from "./linearOperator.ts";
export * from "./operatorForms.ts";
