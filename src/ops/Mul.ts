import { multiplyDimensions } from "../base/index.ts";
import { broadcastTypes, broadcastUpgrades } from "./define/binary.ts";
import { contentOf2 } from "./define/content.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/** y = a · b, with broadcasting. */
export const Mul = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { ...broadcastTypes(a, b), ...contentOf2(a, b, multiplyDimensions) } }),
  jvp: (g, { a, b, y, da, db }) => ({ dy: sumDefined(g, y, [da && g.mul(da, b), db && g.mul(a, db)]) }),
  vjp: (g, { a, b, dy }) => ({ da: g.sumTo(g.mul(dy, b), a), db: g.sumTo(g.mul(dy, a), b) }),
  upgrades: broadcastUpgrades,
  samples: [
    { a: [2, 3], b: [2, 3] },
    { a: [2, 3], b: [3] },
    { a: [2, 1, 3], b: [4, 1] },
    { a: [], b: [2] },
    { a: { shape: [3], type: "int64", values: [1, -2, 3] }, b: { shape: [1], type: "int64", values: [4] } },
  ],
});
