import { runsVariant, type Variant } from "../../src/kernels/wasm.ts";
import { allowFusedMultiplyAdd } from "../../src/platform/node/allowFusedMultiplyAdd.ts";

// Node 20 knows relaxed SIMD, but has it switched off.
allowFusedMultiplyAdd();

/** The builds of the kernels that this engine runs. */
export const variants: readonly Variant[] = (["plain", "relaxed"] as const).filter(runsVariant);
