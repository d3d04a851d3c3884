import type { Dimension } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";

/**
 * The elements of f(a, b) for two small integer tensors whose elements are known, perhaps as symbols; nothing otherwise.
 * This is how shapes that a graph computes (Shape → Gather → Mul → Concat → Reshape) are followed.
 */
export function contentOf2(
  a: ValueType,
  b: ValueType,
  f: (a: Dimension, b: Dimension) => Dimension | undefined,
): { content?: readonly Dimension[] } {
  if (!a.content || !b.content) return {};
  const { content: left } = a;
  const { content: right } = b;
  const length = left.length === 1 ? right.length : left.length;
  if (right.length !== 1 && right.length !== length) return {};
  const content = Array.from({ length }, (_, i) =>
    f(left[left.length === 1 ? 0 : i]!, right[right.length === 1 ? 0 : i]!),
  );
  return content.every((d) => d !== undefined) ? { content: content as Dimension[] } : {};
}
