import { fewReductionSamples, reduction } from "./define/reduction.ts";

/** y = √Σ x² over `axes`. */
export const ReduceL2 = reduction({
  axesInputSince: 18,
  lower: (g, { x, axes }) => g.sqrt(g.reduceSum(g.mul(x, x), axes)),
  samples: fewReductionSamples(),
});
