import { type ElementType, isInteger } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import { withoutAttributes } from "./attributeInputs.ts";
import type { Upgrade } from "./defineOp.ts";
import { known } from "./followed.ts";

/** The type after a cast; elements that are known stay so where the target can hold them. */
export function castType(x: ValueType, type: ElementType): ValueType {
  const bare = { type, shape: x.shape };
  const content = x.content ?? wholePart(x.elements);
  if (!content) return bare;
  if (type === "bool") {
    const truths = (x.content ?? x.elements ?? content).map((d) =>
      typeof d === "number" ? Number(d !== 0) : undefined,
    );
    return { ...bare, ...known(truths) };
  }
  const fits = (limit: number) => content.every((d) => typeof d === "string" || (d >= -limit && d < limit));
  const held = type === "int64" || (type === "int32" && fits(2 ** 31));
  return isInteger(type) && held ? { ...bare, ...known(content) } : bare;
}

/** Floats become integers towards zero: PyTorch wrote shapes as floats in operator sets before 9. */
function wholePart(elements: readonly number[] | undefined): readonly number[] | undefined {
  return elements?.every(Number.isFinite) ? elements.map(Math.trunc) : undefined;
}

/** Newer casts say how to round to 8-bit floats, which opset 18 does not have. */
export const withoutFloat8: Readonly<Record<number, Upgrade>> = {
  19: (node) => [withoutAttributes(node, "saturate")],
  24: (node) => [withoutAttributes(node, "round_mode")],
};
