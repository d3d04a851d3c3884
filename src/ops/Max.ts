import { extremum } from "./define/extremum.ts";

/** y = the largest of the operands; ties share the derivative evenly. */
export const Max = extremum(Math.max);
