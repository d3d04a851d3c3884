import { fewReductionSamples, reduction } from "./define/reduction.ts";

/** y = √Σ x² over `axes`; the derivative at 0 is taken as 0, as PyTorch does. */
export const ReduceL2 = reduction({
  axesInputSince: 18,
  lower: (g, { x, axes }) => {
    const squares = g.reduceSum(g.mul(x, x), axes);
    const none = g.equal(squares, 0);
    return g.where(none, 0, g.sqrt(g.where(none, 1, squares)));
  },
  samples: fewReductionSamples(),
});
