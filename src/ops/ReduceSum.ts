import type { Dimension } from "../base/index.ts";
import { addDimensions } from "./define/binary.ts";
import { integerReduction, reduction, reductionSamples } from "./define/reduction.ts";

/** y = Σ x over `axes`. */
export const ReduceSum = reduction({
  axesInputSince: 13,
  push: (g, { dx, axes }) => g.reduceSum(dx, axes),
  pull: (_, { dy }) => dy,
  content: (elements) =>
    elements.reduce<Dimension | undefined>((a, b) => (a === undefined ? a : addDimensions(a, b)), 0),
  samples: [...reductionSamples, integerReduction],
});
