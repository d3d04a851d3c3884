import { representationPenalty } from "./representation/representationPenalty.ts";
import { summedVariances } from "./representation/variances.ts";

/** cw-VR: Σ_k Σ_i v_i^(k), the variances over the samples of class k; all classes weigh the same. */
export const classWiseVariance = representationPenalty({
  name: "classWiseVariance",
  about: "cw-VR: lowers the variances of the units of a layer within each class",
  citation: "Choi & Rhee 2018, arXiv:1809.09307; Choi et al. 2018, table 5",
  classWise: true,
  options: {},
  terms: (units) => units,
  append: summedVariances,
});
