import { representationPenalty } from "./representation/representationPenalty.ts";
import { rankOptions, stableRanks } from "./representation/stableRanks.ts";

/** RR: the stable rank of the activations of the mini-batch, or its bound ‖Z‖_F² / (‖Z‖₁ ‖Z‖_∞), which is cheaper. */
export const rank = representationPenalty({
  name: "rank",
  about: "RR: lowers the stable rank of the activations of a layer",
  citation: "Choi et al. 2018, section 4.2, equations 7 to 10",
  classWise: false,
  options: rankOptions,
  terms: (units) => units,
  append: stableRanks,
  samples: [{ network: "dense", options: { norm: "spectral" } }],
});
