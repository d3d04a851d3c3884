import { representationPenalty } from "./representation/representationPenalty.ts";
import { rankOptions, stableRanks } from "./representation/stableRanks.ts";

/** cw-RR: Σ_k of the stable rank of the activations of class k, or of its bound; all classes weigh the same. */
export const classWiseRank = representationPenalty({
  name: "classWiseRank",
  about: "cw-RR: lowers the stable rank of the activations of a layer within each class",
  citation: "Choi et al. 2018, section 4.2 and table 5",
  classWise: true,
  options: rankOptions,
  terms: (units) => units,
  append: stableRanks,
  samples: [{ network: "dense", options: { norm: "spectral" } }],
});
