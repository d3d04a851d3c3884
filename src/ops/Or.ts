import { logic, logicalSamples } from "./define/logic.ts";

/** y = a or b, or both. */
export const Or = logic("logical", logicalSamples);
