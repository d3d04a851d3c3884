import { logic, logicalSamples } from "./define/logic.ts";

/** y = a or b, not both. */
export const Xor = logic("logical", logicalSamples);
