import { setFlagsFromString } from "node:v8";

/** The module `(func (result v128) (f64x2.relaxed_madd x x x))`, x = (i8x16.splat (i32.const 0)). */
const probe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0],
  ...[10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 135, 2, 11],
);

/**
 * Let WebAssembly use the fused multiply-add of relaxed SIMD, which Node 20 has behind a flag and Node 22 has anyway; for
 * all threads of the process, workers to come included. Modules compiled before do not change.
 *
 * @returns whether modules may use it now.
 */
export function allowFusedMultiplyAdd(): boolean {
  if (WebAssembly.validate(probe)) return true;
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(probe);
}
