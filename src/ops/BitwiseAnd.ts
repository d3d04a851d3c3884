import { bitwiseSamples, logic } from "./define/logic.ts";

/** y = the bits that are set in a and in b. */
export const BitwiseAnd = logic("integer-valued", bitwiseSamples);
