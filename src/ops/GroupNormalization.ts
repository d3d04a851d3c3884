import { fail, formatShape, type Shape, sizeOf } from "../base/index.ts";
import { float, int, type ValueType } from "../graph/index.ts";
import { perChannel } from "./define/convolution.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/**
 * y = scale · (x − mean) / √(var + epsilon) + bias over each group of channels of a sample (Wu and He 2018).
 *
 * Scale and bias have one element per channel, or one per group as in operator sets 18 to 20.
 */
export const GroupNormalization = defineOp({
  inputs: ["x", "scale", "bias"],
  outputs: ["y"],
  attributes: { epsilon: float(1e-5), num_groups: optional.int, stash_type: int(1) },
  infer: ({ x, scale, bias, num_groups }) => {
    const { channels, groups } = groupsOf(x.shape, num_groups);
    for (const { shape } of [scale, bias]) {
      if (shape.length === 1 && (shape[0] === channels || shape[0] === groups)) continue;
      fail({
        subject: "GroupNormalization",
        expected: `one element per channel (${channels}) or per group (${groups})`,
        got: formatShape(shape),
      });
    }
    return { y: like(x) };
  },
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(1) }),
  lower: (g, { x, scale, bias, epsilon, num_groups }) => {
    const { channels, groups, members } = groupsOf(x.shape, num_groups);
    const grouped = g.reshape(x, [x.shape[0]!, groups, members]);
    const centred = g.sub(grouped, g.reduceMean(grouped, [2]));
    const variance = g.reduceMean(g.mul(centred, centred), [2]);
    const normal = g.div(centred, g.sqrt(g.add(variance, epsilon)));
    if (isPerChannel(scale, channels) && isPerChannel(bias, channels)) {
      const rank = x.shape.length;
      const apart = g.reshape(normal, x.shape);
      return { y: g.add(g.mul(apart, perChannel(g, scale, rank)), perChannel(g, bias, rank)) };
    }
    return { y: g.reshape(g.add(g.mul(normal, perChannel(g, scale, 3)), perChannel(g, bias, 3)), x.shape) };
  },
  since: 21,
  samples: [
    { x: [2, 4, 2, 3], scale: [4], bias: [4], num_groups: 2 },
    { x: [2, 3, 4], scale: [3], bias: [3], num_groups: 3, epsilon: 0.1 },
    { x: [1, 6, 2, 1, 2], scale: [6], bias: [6], num_groups: 1 },
  ],
});

function isPerChannel({ shape }: ValueType, channels: number): boolean {
  return shape[0] === channels;
}

function groupsOf(shape: Shape, groups: number | undefined) {
  const [, channels, ...rest] = shape;
  const sizes = [channels, ...rest];
  if (!groups || groups < 1 || typeof channels !== "number" || channels % groups !== 0) {
    return fail({
      subject: "GroupNormalization",
      expected: "an input N×C×… and a num_groups that divides C",
      got: `${formatShape(shape)} and ${groups ?? "none"}`,
    });
  }
  if (!sizes.every((size) => typeof size === "number")) {
    return fail({ subject: "GroupNormalization", expected: "known sizes", got: formatShape(shape) });
  }
  return { channels, groups, members: sizeOf(sizes as readonly number[]) / groups };
}
