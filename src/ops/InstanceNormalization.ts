import { fail, formatShape } from "../base/index.ts";
import { float } from "../graph/index.ts";
import { perChannel } from "./define/convolution.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { spatialAxes } from "./define/spatial.ts";

/** y = scale · (x − mean) / √(var + epsilon) + b per sample and channel (Ulyanov et al. 2016). */
export const InstanceNormalization = defineOp({
  inputs: ["x", "scale", "b"],
  outputs: ["y"],
  attributes: { epsilon: float(1e-5) },
  infer: ({ x, scale, b }) => {
    for (const { shape } of [scale, b]) {
      if (shape.length === 1 && shape[0] === x.shape[1]) continue;
      fail({
        subject: "InstanceNormalization",
        expected: `one element per channel (${x.shape[1] ?? "none"})`,
        got: formatShape(shape),
      });
    }
    return { y: like(x) };
  },
  mixes: ({ x }) => ({ x: spatialAxes(x.shape) }),
  lower: (g, { x, scale, b, epsilon }) => {
    const axes = spatialAxes(x.shape);
    const centred = g.sub(x, g.reduceMean(x, axes));
    const variance = g.reduceMean(g.mul(centred, centred), axes);
    const normal = g.div(centred, g.sqrt(g.add(variance, epsilon)));
    const rank = x.shape.length;
    return { y: g.add(g.mul(normal, perChannel(g, scale, rank)), perChannel(g, b, rank)) };
  },
  samples: [
    { x: [2, 3, 2, 3], scale: [3], b: [3] },
    { x: [1, 2, 4], scale: [2], b: [2], epsilon: 0.1 },
  ],
});
