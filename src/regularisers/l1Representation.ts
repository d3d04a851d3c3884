import { representationPenalty } from "./representation/representationPenalty.ts";

/** L1R: Σ_n Σ_i |z_i^n|, a sum over the mini-batch, not a mean. */
export const l1Representation = representationPenalty({
  name: "l1Representation",
  about: "L1R: lowers the absolute activations of a layer",
  citation: "Glorot et al. 2011; Choi et al. 2018, section 4.2 and table 5",
  classWise: false,
  options: {},
  terms: (units) => units,
  append: (g, z) => g.reduceSum(g.op("Abs", [z]), [0, 1], false),
});
