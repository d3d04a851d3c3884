import { broadcastShapes, fail, formatShape, normalizeAxis, type Shape, sameShape } from "../base/index.ts";
import { float, int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = scale · x / √(mean of x² + epsilon) over all axes from `axis` on (Zhang and Sennrich 2019, equation 4). */
export const RMSNormalization = defineOp({
  inputs: ["x", "scale"],
  outputs: ["y"],
  attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
  infer: ({ x, scale, axis }) => {
    axesFrom(x.shape, axis);
    if (!sameShape(broadcastShapes(x.shape, scale.shape), x.shape)) {
      fail({
        subject: "RMSNormalization",
        expected: `a scale that stretches to ${formatShape(x.shape)}`,
        got: formatShape(scale.shape),
      });
    }
    return { y: like(x) };
  },
  mixes: ({ x, axis }) => ({ x: axesFrom(x.shape, axis) }),
  lower: (g, { x, scale, axis, epsilon }) => {
    const square = g.reduceMean(g.mul(x, x), axesFrom(x.shape, axis));
    return { y: g.mul(g.div(x, g.sqrt(g.add(square, epsilon))), scale) };
  },
  since: 23,
  samples: [
    { x: [2, 5], scale: [5] },
    { x: [2, 3, 4], scale: [3, 4], axis: 1, epsilon: 0.1 },
    { x: [2, 3, 4], scale: [4], axis: -1 },
    { x: [2, 3, 4], scale: [1], axis: -2 },
  ],
});

function axesFrom(shape: Shape, axis: number): readonly number[] {
  return shape.map((_, i) => i).slice(normalizeAxis(axis, shape.length));
}
