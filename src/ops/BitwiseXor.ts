import { bitwiseSamples, logic } from "./define/logic.ts";

/** y = the bits that differ in a and b. */
export const BitwiseXor = logic("integer-valued", bitwiseSamples);
