import { type ElementType, fail, isFloat } from "../base/index.ts";
import { elementTypeOf } from "../graph/index.ts";
import { castType, withoutFloat8 } from "./define/castType.ts";
import { defineOp, optional } from "./define/defineOp.ts";

/** x in another element type. Between float types the derivative is cast along; through any other type it is zero. */
export const Cast = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { to: optional.int },
  infer: ({ x, to }) => ({ y: castType(x, targetType(to)) }),
  jvp: (g, { x, y, dx }) => ({ dy: isFloat(x.type) && isFloat(y.type) ? g.cast(dx, y.type) : undefined }),
  vjp: (g, { x, y, dy }) => ({ dx: isFloat(x.type) && isFloat(y.type) ? g.cast(dy, x.type) : undefined }),
  upgrades: withoutFloat8,
  samples: [
    { x: [2, 3], to: 11 },
    { x: [2, 3], to: 6 },
    { x: { shape: [3], type: "int64", values: [4, 0, -1] }, to: 6 },
    { x: { shape: [3], type: "int64", values: [4, 0, -1] }, to: 9 },
    { x: { shape: [2], type: "bool", values: [1, 0] }, to: 7 },
    { x: { shape: [2], type: "int32", values: [1, 0] }, to: 1 },
  ],
});

function targetType(to: number | undefined): ElementType {
  return (
    elementTypeOf(to ?? 0) ??
    fail({ subject: "Cast", expected: "the number of an element type", got: `${to ?? "none"}` })
  );
}
