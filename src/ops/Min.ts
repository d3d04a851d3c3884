import { extremum } from "./define/extremum.ts";

/** y = the smallest of the operands; ties share the derivative evenly. */
export const Min = extremum(Math.min);
