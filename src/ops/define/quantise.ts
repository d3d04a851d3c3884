import { type ElementType, fail } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import { quantisedRanges } from "./quantised.ts";

/** x / scale + zero, rounded to the nearest whole number (halves to the even one) that `type` can hold. */
export function quantise(g: Builder, x: Value, scale: Value, zero: Value | undefined, type: ElementType): Value {
  const [smallest, largest] = rangeOf("QuantizeLinear", type);
  const rounded = g.op("Round", [g.div(x, scale)]);
  const shifted = zero ? g.add(rounded, zero) : rounded;
  const held = g.op("Clip", [shifted, g.scalar(smallest, shifted), g.scalar(largest, shifted)]);
  return g.cast(held, type);
}

/** @throws NetspectraError for float8 and for packed integers */
export function rangeOf(subject: string, type: ElementType): readonly [number, number] {
  const range = quantisedRanges[type];
  if (range) return range;
  return fail({ subject, expected: "integers of 8 or 16 bits", got: type });
}
