import { castType, withoutFloat8 } from "./define/castType.ts";
import { defineOp } from "./define/defineOp.ts";

/** x in the element type of `target`. */
export const CastLike = defineOp({
  inputs: ["x", "target"],
  outputs: ["y"],
  discrete: ["target"],
  infer: ({ x, target }) => ({ y: castType(x, target.type) }),
  lower: (g, { x, target }) => ({ y: g.cast(x, target.type) }),
  upgrades: withoutFloat8,
  samples: [
    { x: [2, 3], target: [1] },
    { x: { shape: [2], type: "int64", values: [1, -2] }, target: { shape: [], type: "int32", values: [0] } },
    { x: { shape: [2], type: "int64", values: [1, -2] }, target: [2] },
  ],
});
