import {
  extremeContent,
  extremeShares,
  integerReduction,
  reductionSamples,
  weightedReduction,
} from "./define/reduction.ts";

/** y = the largest element of x over `axes`; ties share the derivative evenly. */
export const ReduceMax = weightedReduction(extremeShares, {
  axesInputSince: 18,
  content: extremeContent(Math.max),
  samples: [...reductionSamples, integerReduction],
});
