import { fail, formatShape } from "../base/index.ts";
import { type Builder, float, int, type Node, type Value } from "../graph/index.ts";
import { perChannel } from "./define/convolution.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/**
 * y = scale · (x − mean) / √(var + epsilon) + b per channel (Ioffe and Szegedy 2015).
 *
 * At inference mean and var are constants and y = x · scale′ + b′. In training mode they are those of the batch, so that
 * samples interact; the updated running statistics come out beside y: running · momentum + batch · (1 − momentum).
 */
export const BatchNormalization = defineOp({
  inputs: ["x", "scale", "b", "mean", "var"],
  outputs: ["y", "running_mean?", "running_var?"],
  discrete: ["mean", "var"],
  discreteOutputs: ["running_mean?", "running_var?"],
  attributes: { epsilon: float(1e-5), momentum: float(0.9), training_mode: int(0) },
  infer: ({ x, scale, b, mean, var: variance, training_mode }) => {
    const channels = x.shape.length > 1 ? x.shape[1] : 1;
    for (const statistic of [scale, b, mean, variance]) {
      if (x.shape.length > 0 && statistic.shape.length === 1 && statistic.shape[0] === channels) continue;
      fail({
        subject: "BatchNormalization",
        expected: `one element per channel (${channels})`,
        got: `${formatShape(statistic.shape)} for input ${formatShape(x.shape)}`,
      });
    }
    return { y: like(x), ...(training_mode && { running_mean: like(mean), running_var: like(variance) }) };
  },
  mixes: ({ x, training_mode }) => ({ x: training_mode ? x.shape.flatMap((_, i) => (i === 1 ? [] : [i])) : [] }),
  lower: (g, { x, scale, b, mean, var: variance, epsilon, momentum, training_mode }) => {
    const rank = x.shape.length;
    if (!training_mode) return { y: normalized(g, x, scale, b, mean, variance, epsilon) };
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    const batchMean = g.reduceMean(x, axes, false);
    const centred = g.sub(x, perChannel(g, batchMean, Math.max(rank, 2)));
    const batchVariance = g.reduceMean(g.mul(centred, centred), axes, false);
    return {
      y: normalized(g, x, scale, b, batchMean, batchVariance, epsilon),
      running_mean: g.add(g.mul(mean, momentum), g.mul(batchMean, 1 - momentum)),
      running_var: g.add(g.mul(variance, momentum), g.mul(batchVariance, 1 - momentum)),
    };
  },
  upgrades: {
    // Opset 6 said by is_test what later opsets say by the number of outputs.
    7: (node) => {
      const { is_test: test, ...attributes } = node.attributes;
      const outputs = test?.kind === "int" && test.value === 1 ? node.outputs.slice(0, 1) : node.outputs;
      return [{ ...node, attributes, outputs }];
    },
    9: (node) => {
      const { spatial, ...attributes } = node.attributes;
      if (spatial?.kind === "int" && spatial.value === 0) {
        fail({
          subject: `BatchNormalization (node "${node.name}")`,
          expected: "statistics per channel",
          got: "spatial = 0 (statistics per element)",
          todo: "Export the model with opset 9 or higher.",
        });
      }
      return [{ ...node, attributes }];
    },
    14: (node: Node) => {
      const training = node.outputs.slice(1).some((name) => name !== "");
      if (!training) return [{ ...node, outputs: node.outputs.slice(0, 1) }];
      return [
        {
          ...node,
          attributes: { ...node.attributes, training_mode: int(1) },
          outputs: node.outputs.slice(0, 3),
        },
      ];
    },
  },
  samples: [
    { x: [2, 3, 2, 2], scale: [3], b: [3], mean: [3], var: positive(3) },
    { x: [4, 2], scale: [2], b: [2], mean: [2], var: positive(2), epsilon: 0.1 },
    { x: [2, 1, 3], scale: [1], b: [1], mean: [1], var: positive(1) },
    { x: [1, 2, 2, 1, 2], scale: [2], b: [2], mean: [2], var: positive(2) },
  ],
});

function positive(size: number) {
  return { shape: [size], from: 0.5, to: 2 };
}

function normalized(
  g: Builder,
  x: Value,
  scale: Value,
  b: Value,
  mean: Value,
  variance: Value,
  epsilon: number,
): Value {
  const rank = Math.max(x.shape.length, 2);
  const slope = g.div(scale, g.sqrt(g.add(variance, epsilon)));
  const shift = g.sub(b, g.mul(mean, slope));
  return g.add(g.mul(x, perChannel(g, slope, rank)), perChannel(g, shift, rank));
}
