import { broadcastTypes, broadcastUpgrades, subtractDimensions } from "./define/binary.ts";
import { contentOf2 } from "./define/content.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/** y = a − b, with broadcasting. */
export const Sub = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  infer: ({ a, b }) => ({ y: { ...broadcastTypes(a, b), ...contentOf2(a, b, subtractDimensions) } }),
  jvp: (g, { y, da, db }) => ({ dy: da && db ? g.sub(da, db) : sumDefined(g, y, [da, db && g.neg(db)]) }),
  vjp: (g, { a, b, dy }) => ({ da: g.sumTo(dy, a), db: g.neg(g.sumTo(dy, b)) }),
  upgrades: broadcastUpgrades,
  samples: [
    { a: [2, 3], b: [2, 3] },
    { a: [2, 1, 3], b: [4, 1] },
    { a: [], b: [2] },
    { a: { shape: [3], type: "int64", values: [1, 2, 3] }, b: { shape: [], type: "int64", values: [4] } },
  ],
});
