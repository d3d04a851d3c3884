import { int } from "../graph/index.ts";
import { classLoss, classLossAttributes, classLossType } from "./define/classLoss.ts";
import { classLossSamples } from "./define/classLossSamples.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** loss = −w[t] · log softmax(x)[t] for scores x, N×C×…, at the class t of each place; also all log-probabilities. */
export const SoftmaxCrossEntropyLoss = defineOp({
  inputs: ["x", "target", "weight?"],
  outputs: ["loss", "log_prob?"],
  discrete: ["target"],
  attributes: classLossAttributes,
  infer: ({ reduction, x, target, weight }) => ({
    loss: classLossType("SoftmaxCrossEntropyLoss", { x, target, weight }, reduction),
    log_prob: like(x),
  }),
  mixes: () => ({ x: [1] }),
  lower: (g, { x, target, weight, reduction, ignore_index }) => {
    const log_prob = g.op("LogSoftmax", [x], { axis: int(1) });
    return { loss: classLoss(g, { x: log_prob, target, weight }, { reduction, ignore_index }), log_prob };
  },
  samples: classLossSamples.map((sample, i) => (i % 2 === 1 ? { ...sample, outputCount: 2 } : sample)),
});
