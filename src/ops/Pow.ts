import { broadcastShapes, isFloat, numbers } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { broadcastUpgrades } from "./define/binary.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/** y = a ^ b, with broadcasting; the exponent may be of another type than the base. */
export const Pow = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { type: a.type, shape: broadcastShapes(a.shape, b.shape) } }),
  jvp: (g, { a, b, y, da, db }) => {
    const slope = da && perBase(g, a, b);
    return { dy: sumDefined(g, y, [slope && g.mul(da, slope), db && g.mul(db, perExponent(g, a, y))]) };
  },
  vjp: (g, { a, b, y, dy }) => {
    const slope = perBase(g, a, b);
    const variable = b.type === a.type && !g.constantOf(b);
    return {
      da: slope && g.sumTo(g.mul(dy, slope), a),
      db: variable ? g.sumTo(g.mul(dy, perExponent(g, a, y)), b) : undefined,
    };
  },
  upgrades: broadcastUpgrades,
  samples: [
    { a: { shape: [2, 3], from: 0.5, to: 2 }, b: [2, 3] },
    { a: { shape: [2, 1], from: 0.5, to: 2 }, b: [3] },
    { a: [4], b: { shape: [], type: "int64", values: [3] } },
    { a: [4], b: { shape: [], type: "int32", values: [2] } },
    { a: [2, 3], b: { shape: [3], type: "int64", values: [3, 0, 2] } },
    { a: { shape: [3], values: [0, -1.5, 2] }, b: { shape: [1, 1], type: "int64", values: [4] } },
    { a: [4], b: { shape: [1], type: "int64", values: [1] } },
    { a: [4], b: { shape: [], type: "int64", values: [0] } },
    { a: { shape: [2, 2], from: 0.5, to: 2 }, b: { shape: [2], type: "int32", values: [-1, 2] } },
  ],
});

/** ∂y/∂a = b a^(b−1). A constant exponent gives short forms, so that squares do not cost a power. */
function perBase(g: Builder, a: Value, b: Value): Value | undefined {
  const constant = g.constantOf(b);
  const exponent = constant?.data.length === 1 ? numbers(constant)[0]! : undefined;
  if (exponent === 0) return undefined;
  if (exponent === 1) return g.full(1, stretched(g, a, b));
  if (exponent === 2) return g.mul(2, stretched(g, a, b));
  if (exponent !== undefined) return g.mul(exponent, g.pow(stretched(g, a, b), exponent - 1));
  // Where a = b = 0, the product b a^(b−1) would be 0 · ∞; it is 0.
  const factor = isFloat(b.type) && b.type === a.type ? b : g.cast(b, a.type);
  const bothZero = g.op("And", [g.equal(a, 0), g.equal(factor, 0)]);
  return g.mul(factor, g.pow(g.where(bothZero, 1, a), g.sub(factor, 1)));
}

/** ∂y/∂b = y ln a, which is 0 where a is. */
function perExponent(g: Builder, a: Value, y: Value): Value {
  return g.mul(y, g.log(g.where(g.equal(a, 0), 1, a)));
}

/** `a` with the rank of y, where a constant exponent of one element has more axes than the base. */
function stretched(g: Builder, a: Value, b: Value): Value {
  const missing = b.shape.length - a.shape.length;
  return missing > 0
    ? g.unsqueeze(
        a,
        Array.from({ length: missing }, (_, i) => i),
      )
    : a;
}
