import type { Builder, Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { productShape } from "./define/productShape.ts";
import { sumDefined } from "./define/sumDefined.ts";

/** y = a b over the last two axes, NumPy's rules: leading axes broadcast, a vector is a row (left) or a column (right). */
export const MatMul = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { type: a.type, shape: productShape("MatMul", a.shape, b.shape) } }),
  mixes: ({ b }) => ({ a: [-1], b: [b.shape.length === 1 ? -1 : -2] }),
  jvp: (g, { a, b, y, da, db }) => ({ dy: sumDefined(g, y, [da && g.matMul(da, b), db && g.matMul(a, db)]) }),
  vjp: (g, { a, b, dy }) => {
    const [left, right] = [asMatrix(g, a, "row"), asMatrix(g, b, "column")];
    const output = matrixCotangent(g, dy, a, b);
    return {
      da: () => undoMatrix(g, g.sumTo(g.matMul(output, g.swapLast(right)), left), a, "row"),
      db: () => undoMatrix(g, g.sumTo(g.matMul(g.swapLast(left), output), right), b, "column"),
    };
  },
  samples: [
    { a: [2, 3], b: [3, 4] },
    { a: [5, 2, 3], b: [3, 4] },
    { a: [2, 3], b: [5, 3, 4] },
    { a: [1, 2, 3], b: [5, 3, 4] },
    { a: [3], b: [3, 4] },
    { a: [2, 3], b: [3] },
    { a: [3], b: [3] },
    { a: [5, 2, 3], b: [3] },
  ],
});

function asMatrix(g: Builder, x: Value, side: "row" | "column"): Value {
  return x.shape.length > 1 ? x : g.unsqueeze(x, [side === "row" ? 0 : 1]);
}

function undoMatrix(g: Builder, dx: Value, x: Value, side: "row" | "column"): Value {
  return x.shape.length > 1 ? dx : g.squeeze(dx, [side === "row" ? 0 : 1]);
}

function matrixCotangent(g: Builder, dy: Value, a: Value, b: Value): Value {
  const withColumn = b.shape.length === 1 ? g.unsqueeze(dy, [-1]) : dy;
  return a.shape.length === 1 ? g.unsqueeze(withColumn, [-2]) : withColumn;
}
