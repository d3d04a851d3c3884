import { sameShape } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";

/** The sum of the terms that are there, stretched to the shape of `y`: a tangent of a broadcasting operator. */
export function sumDefined(g: Builder, y: Value, terms: readonly (Value | undefined)[]): Value | undefined {
  const present = terms.filter((term) => term !== undefined);
  if (present.length === 0) return undefined;
  const total = g.sum(present);
  return sameShape(total.shape, y.shape) ? total : g.expand(total, y.shape, y);
}
