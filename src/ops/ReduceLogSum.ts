import { fewReductionSamples, reduction } from "./define/reduction.ts";

/** y = ln Σ x over `axes`. */
export const ReduceLogSum = reduction({
  axesInputSince: 18,
  lower: (g, { x, axes }) => g.log(g.reduceSum(x, axes)),
  samples: fewReductionSamples({ from: 0.5, to: 2 }),
});
