import { smallFloatValue } from "../base/index.ts";

/** The value of an IEEE 754 half-precision bit pattern. */
export function float16Value(bits: number): number {
  return smallFloatValue("float16", bits);
}
