import { multiplyDimensions } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";

/** N×T×(heads·D) → N×heads×T×D */
export function splitHeads(g: Builder, x: Value, heads: number): Value {
  const [n, t, hidden] = x.shape;
  const apart = g.reshape(x, [n!, t!, heads, (hidden as number) / heads]);
  return g.transpose(apart, [0, 2, 1, 3]);
}

/** N×heads×T×D → N×T×(heads·D) */
export function mergeHeads(g: Builder, x: Value): Value {
  const [n, heads, t, size] = x.shape;
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), [n!, t!, multiplyDimensions(heads!, size!)]);
}

/** Each head `times` times in a row: N×heads×T×D → N×(heads·times)×T×D */
export function repeatHeads(g: Builder, x: Value, times: number): Value {
  if (times === 1) return x;
  const [n, heads, t, size] = x.shape;
  const stretched = g.op("Expand", [g.unsqueeze(x, [2]), g.indices([1, 1, times, 1, 1])]);
  return g.reshape(stretched, [n!, multiplyDimensions(heads!, times), t!, size!]);
}
