export { cholesky, choleskyInverse, choleskyModule, solvePositive } from "./cholesky.ts";
export { choleskyReference } from "./choleskyReference.ts";
export {
  type GaussianChain,
  type GaussianPanel,
  type GaussianSums,
  gaussianSums,
  gaussianSumsModule,
} from "./gaussianSums.ts";
export { gaussianSumsReference } from "./gaussianSumsReference.ts";
export { type Qr, qr, qrModule } from "./qr.ts";
export { qrReference } from "./qrReference.ts";
export { symmetricEigenReference } from "./reference.ts";
export { type Svd, type SvdOptions, svd, svdModule } from "./svd.ts";
export { svdReference } from "./svdReference.ts";
export {
  type SymmetricEigen,
  type SymmetricEigenOptions,
  symmetricEigen,
  symmetricEigenModule,
} from "./symmetricEigen.ts";
export { kernelTasks } from "./tasks.ts";
export { absorbRows, createTsqr, type Tsqr, type TsqrState, tsqrModule } from "./tsqr.ts";
export { loadKernels } from "./wasm.ts";
