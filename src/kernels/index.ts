export { symmetricEigenReference } from "./reference.ts";
export {
  type SymmetricEigen,
  type SymmetricEigenOptions,
  symmetricEigen,
  symmetricEigenModule,
} from "./symmetricEigen.ts";
export { loadKernels } from "./wasm.ts";
