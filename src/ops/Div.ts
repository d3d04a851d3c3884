import { type Dimension, divideDimensions } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { broadcastTypes, broadcastUpgrades } from "./define/binary.ts";
import { contentOf2 } from "./define/content.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/** y = a / b, with broadcasting; of integers, rounded towards zero. */
export const Div = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { ...broadcastTypes(a, b), ...contentOf2(a, b, quotient) } }),
  jvp: (g, { b, y, da, db }) => ({ dy: sumDefined(g, y, [da && g.div(da, b), db && perDivisor(g, db, y, b)]) }),
  vjp: (g, { a, b, y, dy }) => ({ da: g.sumTo(g.div(dy, b), a), db: g.sumTo(perDivisor(g, dy, y, b), b) }),
  upgrades: broadcastUpgrades,
  samples: [
    { a: [2, 3], b: { shape: [2, 3], from: 0.5, to: 2 } },
    { a: [2, 1, 3], b: { shape: [4, 1], from: -2, to: -0.5 } },
    { a: [], b: { shape: [2], from: 0.5, to: 2 } },
    { a: { shape: [3], type: "int64", values: [7, -7, 6] }, b: { shape: [1], type: "int64", values: [2] } },
  ],
});

/** u · ∂(a/b)/∂b = −u y / b */
function perDivisor(g: Builder, u: Value, y: Value, b: Value): Value {
  return g.neg(g.div(g.mul(u, y), b));
}

function quotient(a: Dimension, b: Dimension): Dimension | undefined {
  if (b === 0) return undefined;
  return typeof a === "number" && typeof b === "number" ? Math.trunc(a / b) + 0 : divideDimensions(a, b);
}
