import { type ElementType, isInteger } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import { known } from "./followed.ts";

/** The type after a cast; elements that are known stay so where the target can hold them. */
export function castType(x: ValueType, type: ElementType): ValueType {
  const bare = { type, shape: x.shape };
  if (!x.content) return bare;
  if (type === "bool") {
    const truths = x.content.map((d) => (typeof d === "number" ? Number(d !== 0) : undefined));
    return { ...bare, ...known(truths) };
  }
  const fits = (limit: number) => x.content?.every((d) => typeof d === "string" || (d >= -limit && d < limit));
  const held = type === "int64" || (type === "int32" && fits(2 ** 31));
  return isInteger(type) && held ? { ...bare, ...known(x.content) } : bare;
}
