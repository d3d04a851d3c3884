import { fewReductionSamples, reduction } from "./define/reduction.ts";

/** y = Σ |x| over `axes`. */
export const ReduceL1 = reduction({
  axesInputSince: 18,
  lower: (g, { x, axes }) => g.reduceSum(g.op("Abs", [x]), axes),
  samples: fewReductionSamples(),
});
