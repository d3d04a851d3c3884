import { covarianceOptions, pairs, squaredCovariances } from "./representation/covariances.ts";
import { representationPenalty } from "./representation/representationPenalty.ts";

/** CR: Σ_{i≠j} c_ij², C the covariance of a layer's units over the mini-batch, divided by the number of samples. */
export const covariance = representationPenalty({
  name: "covariance",
  about: "CR (DeCov): lowers the covariances between the units of a layer",
  citation: "Cogswell et al. 2015, arXiv:1511.06068, equation 1; Choi et al. 2018, table 5",
  classWise: false,
  options: covarianceOptions,
  terms: pairs,
  append: squaredCovariances,
  samples: [{ network: "dense", options: { half: true, normalised: true } }],
});
