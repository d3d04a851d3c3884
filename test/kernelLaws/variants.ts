import { runsVariant, type Variant } from "../../src/kernels/wasm.ts";

/** The builds of the kernels that this engine runs; `test/setup.ts` switches on what Node 20 has switched off. */
export const variants: readonly Variant[] = (["plain", "relaxed"] as const).filter(runsVariant);
