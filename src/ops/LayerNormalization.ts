import { type ElementType, normalizeAxis, type Shape } from "../base/index.ts";
import { float, int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/**
 * y = scale · (x − mean) / √(var + epsilon) + b over all axes from `axis` on (Ba et al. 2016); also the mean and the
 * reciprocal of the standard deviation.
 */
export const LayerNormalization = defineOp({
  inputs: ["x", "scale", "b?"],
  outputs: ["y", "mean?", "inv_std_dev?"],
  attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
  infer: ({ x, axis }) => {
    const axes = axesFrom(x.shape, axis);
    const statistics = { type: statisticsType(x.type), shape: x.shape.map((size, i) => (axes.includes(i) ? 1 : size)) };
    return { y: like(x), mean: statistics, inv_std_dev: statistics };
  },
  mixes: ({ x, axis }) => ({ x: axesFrom(x.shape, axis) }),
  lower: (g, { x, scale, b, axis, epsilon }) => {
    const axes = axesFrom(x.shape, axis);
    const mean = g.reduceMean(x, axes);
    const centred = g.sub(x, mean);
    const variance = g.reduceMean(g.mul(centred, centred), axes);
    const inverse = g.div(1, g.sqrt(g.add(variance, epsilon)));
    const y = g.mul(g.mul(centred, inverse), scale);
    const type = statisticsType(x.type);
    return { y: b ? g.add(y, b) : y, mean: g.cast(mean, type), inv_std_dev: g.cast(inverse, type) };
  },
  samples: [
    { x: [2, 5], scale: [5], b: [5] },
    { x: [2, 3, 4], scale: [4], outputCount: 3 },
    { x: [2, 3, 4], scale: [3, 4], b: [3, 4], axis: 1, epsilon: 0.01 },
    { x: [2, 3, 4], scale: [4], b: [4], axis: -1 },
  ],
});

function axesFrom(shape: Shape, axis: number): readonly number[] {
  return shape.map((_, i) => i).slice(normalizeAxis(axis, shape.length));
}

function statisticsType(type: ElementType): ElementType {
  return type === "float64" ? "float64" : "float32";
}
