import { representationPenalty } from "./representation/representationPenalty.ts";
import { summedVariances } from "./representation/variances.ts";

/** VR: Σ_i v_i, the variances of a layer's units over the mini-batch, divided by the number of samples. */
export const variance = representationPenalty({
  name: "variance",
  about: "VR: lowers the variances of the units of a layer",
  citation: "Choi & Rhee 2018, arXiv:1809.09307; Choi et al. 2018, table 5",
  classWise: false,
  options: {},
  terms: (units) => units,
  append: summedVariances,
});
