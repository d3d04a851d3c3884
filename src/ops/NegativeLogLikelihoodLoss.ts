import { classLoss, classLossAttributes, classLossType } from "./define/classLoss.ts";
import { classLossSamples } from "./define/classLossSamples.ts";
import { defineOp } from "./define/defineOp.ts";

/** loss = −w[t] · x[t] for log-probabilities x, N×C×…, at the class t of each place; their mean unless said otherwise. */
export const NegativeLogLikelihoodLoss = defineOp({
  inputs: ["x", "target", "weight?"],
  outputs: ["loss"],
  discrete: ["target"],
  attributes: classLossAttributes,
  infer: ({ reduction, ...operands }) => ({
    loss: classLossType("NegativeLogLikelihoodLoss", operands, reduction),
  }),
  mixes: () => ({ x: [1] }),
  lower: (g, { reduction, ignore_index, ...operands }) => ({
    loss: classLoss(g, operands, { reduction, ignore_index }),
  }),
  // SoftmaxCrossEntropyLoss, which shares all but the logarithm, is tested on the others.
  samples: classLossSamples.filter((_, i) => i % 2 === 1),
});
