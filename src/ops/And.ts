import { logic, logicalSamples } from "./define/logic.ts";

/** y = a and b. */
export const And = logic("logical", logicalSamples);
