import { fewReductionSamples, weightedReduction } from "./define/reduction.ts";

/** y = ln Σ exp x over `axes`; ∂y/∂x = exp(x − y), the softmax of x. */
export const ReduceLogSumExp = weightedReduction((g, { x, y }) => g.exp(g.sub(x, y)), {
  axesInputSince: 18,
  samples: fewReductionSamples(),
});
