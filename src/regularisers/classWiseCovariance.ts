import { covarianceOptions, pairs, squaredCovariances } from "./representation/covariances.ts";
import { representationPenalty } from "./representation/representationPenalty.ts";

/** cw-CR: Σ_k Σ_{i≠j} (c_ij^(k))², the covariances over the samples of class k; all classes weigh the same. */
export const classWiseCovariance = representationPenalty({
  name: "classWiseCovariance",
  about: "cw-CR: lowers the covariances between the units of a layer within each class",
  citation: "Choi & Rhee 2018, arXiv:1809.09307; Choi et al. 2018, table 5",
  classWise: true,
  options: covarianceOptions,
  terms: pairs,
  append: squaredCovariances,
});
