import { broadcastShapes, fail, formatShape, sameShape } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { broadcastUpgrades } from "./define/binary.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = x where x > 0, slope · x elsewhere; `slope` stretches to the shape of x (He et al. 2015, equation 1). */
export const PRelu = defineOp({
  inputs: ["x", "slope"],
  outputs: ["y"],
  infer: ({ x, slope }) => {
    if (!sameShape(broadcastShapes(x.shape, slope.shape), x.shape)) {
      fail({ subject: "PRelu", expected: `a slope for ${formatShape(x.shape)}`, got: formatShape(slope.shape) });
    }
    return { y: like(x) };
  },
  lower: (g, { x, slope }) => ({ y: g.where(g.greater(x, 0), x, g.mul(slope, x)) }),
  upgrades: {
    // The slopes were one per channel, or one for all.
    7: (node, context) => broadcastUpgrades[7]({ ...node, attributes: { axis: int(1) } }, context),
  },
  samples: [
    { x: [2, 3, 2], slope: [3, 1] },
    { x: [2, 3], slope: [1] },
    { x: [4], slope: [4] },
  ],
});
