import { fail } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { absolutePower, safeRoot } from "./define/powerSum.ts";

/** y = x / (Σ |x|^p)^(1/p) along `axis`, p = 1 or 2; vectors of zeros stay as they are. */
export const LpNormalization = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axis: int(-1), p: int(2) },
  infer: ({ x, p }) => {
    if (p !== 1 && p !== 2) fail({ subject: "LpNormalization", expected: "p = 1 or 2", got: `${p}` });
    return { y: like(x) };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  lower: (g, { x, axis, p }) => ({ y: g.div(x, safeRoot(g, g.reduceSum(absolutePower(g, x, p), [axis]), p)) }),
  samples: [{ x: [2, 5] }, { x: [2, 3, 4], axis: 1, p: 1 }, { x: [2, 3, 2], axis: -2 }, { x: [3], axis: 0, p: 1 }],
});
