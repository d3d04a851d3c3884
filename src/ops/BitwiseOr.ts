import { bitwiseSamples, logic } from "./define/logic.ts";

/** y = the bits that are set in a or in b. */
export const BitwiseOr = logic("integer-valued", bitwiseSamples);
