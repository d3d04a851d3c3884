import { fail, formatShape } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";

/** @throws NetspectraError when two operands have different numbers of axes. */
export function requireSameRank(subject: string, a: ValueType, b: ValueType): void {
  if (a.shape.length === b.shape.length) return;
  fail({
    subject,
    expected: "operands with equally many axes",
    got: `${formatShape(a.shape)} and ${formatShape(b.shape)}`,
  });
}
