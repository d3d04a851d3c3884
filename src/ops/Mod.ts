import { type Dimension, fail, isFloat } from "../base/index.ts";
import { type Builder, int, type Value } from "../graph/index.ts";
import { broadcastTypes } from "./define/binary.ts";
import { contentOf2 } from "./define/content.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/**
 * y = a − q b, the remainder of a / b: with the sign of b (integers only), or where `fmod` is 1 with the sign of a, as in
 * C. Between jumps the quotient q is constant: ∂y/∂a = 1, ∂y/∂b = −q.
 */
export const Mod = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  attributes: { fmod: int(0) },
  infer: ({ a, b, fmod }) => {
    if (fmod === 0 && isFloat(a.type)) fail({ subject: "Mod", expected: "integers, or fmod = 1", got: a.type });
    return {
      y: { ...broadcastTypes(a, b), ...contentOf2(a, b, (p, q) => (fmod === 0 ? remainder(p, q) : undefined)) },
    };
  },
  jvp: (g, { a, b, y, da, db }) => ({ dy: sumDefined(g, y, [da, db && perDivisor(g, db, a, b, y)]) }),
  vjp: (g, { a, b, y, dy }) => ({ da: g.sumTo(dy, a), db: g.sumTo(perDivisor(g, dy, a, b, y), b) }),
  samples: [
    { a: { shape: [4], type: "int64", values: [7, -7, 6, 5] }, b: { shape: [], type: "int64", values: [3] } },
    { a: { shape: [2], type: "int32", values: [7, -7] }, b: { shape: [2], type: "int32", values: [-3, 3] }, fmod: 1 },
    { a: { shape: [2, 2], values: [7.3, -5.4, 0.2, 9.1] }, b: { shape: [2], values: [-1.5, 2.3] }, fmod: 1 },
    { a: { shape: [2], values: [7.3, -5.4] }, b: { shape: [], values: [1.5] }, fmod: 1 },
  ],
});

/** −q u; the quotient is whole, so that it is read off without a derivative of its own. */
function perDivisor(g: Builder, u: Value, a: Value, b: Value, y: Value): Value {
  const quotient = g.div(g.sub(a, y), b);
  return g.mul(u, g.neg(isFloat(y.type) ? g.op("Round", [quotient]) : quotient));
}

function remainder(a: Dimension, b: Dimension): Dimension | undefined {
  if (typeof a !== "number" || typeof b !== "number" || b === 0) return undefined;
  return a - Math.floor(a / b) * b;
}
