import {
  extremeContent,
  extremeShares,
  fewReductionSamples,
  integerReduction,
  weightedReduction,
} from "./define/reduction.ts";

/** y = the smallest element of x over `axes`; ties share the derivative evenly. */
export const ReduceMin = weightedReduction(extremeShares, {
  axesInputSince: 18,
  content: extremeContent(Math.min),
  samples: [...fewReductionSamples(), integerReduction],
});
