import { broadcastShapes, type Dimension } from "../base/index.ts";
import type { ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";

/** y = a where the condition holds, else b; with broadcasting. */
export const Where = defineOp({
  inputs: ["condition", "a", "b"],
  outputs: ["y"],
  discrete: ["condition"],
  infer: ({ condition, a, b }) => ({
    y: { type: a.type, shape: broadcastShapes(condition.shape, a.shape, b.shape), ...chosen(condition, a, b) },
  }),
  jvp: (g, { condition, y, da, db }) => {
    const first = da ?? db;
    return { dy: first && g.expand(g.where(condition, da ?? g.scalar(0, first), db ?? 0), y.shape, y) };
  },
  vjp: (g, { condition, a, b, dy }) => ({
    da: g.sumTo(g.where(condition, dy, 0), a),
    db: g.sumTo(g.where(condition, 0, dy), b),
  }),
  samples: [
    { condition: { shape: [2, 2], type: "bool", values: [1, 0, 0, 1] }, a: [2, 2], b: [2, 2] },
    { condition: { shape: [2], type: "bool", values: [1, 0] }, a: [3, 2], b: [] },
    { condition: { shape: [2, 1], type: "bool", values: [1, 0] }, a: [3], b: [1, 1] },
    { condition: { shape: [], type: "bool", values: [0] }, a: [2, 1, 2], b: [3, 1] },
    { condition: { shape: [2, 3], type: "bool", values: [1, 0, 0, 0, 1, 1] }, a: [], b: [] },
    {
      condition: { shape: [3], type: "bool", values: [1, 0, 0] },
      a: { shape: [3], type: "int64", values: [1, 2, 3] },
      b: { shape: [1], type: "int64", values: [9] },
    },
  ],
});

/** Shapes that a graph computes go through here when it expands with −1 for "as it is". */
function chosen(condition: ValueType, a: ValueType, b: ValueType): { content?: readonly Dimension[] } {
  const [c, left, right] = [condition.content, a.content, b.content];
  if (!c || !left || !right || c.some((d) => typeof d !== "number")) return {};
  const length = [c, left, right].find((list) => list.length !== 1)?.length ?? 1;
  const pick = <T>(list: readonly T[], i: number): T | undefined => list[list.length === 1 ? 0 : i];
  return known(Array.from({ length }, (_, i) => pick(pick(c, i) ? left : right, i)));
}
