import type { Paper } from "netspectra/experiments";

/** A draft of definitions: it ends before it says what was found, and what it cites is claimed by others. */
export const shin2020: Paper = {
  id: "shin2020",
  title: "Shin (2020), Correlation of the Jacobian and Probability Flow (draft)",
  studies: [],
  furtherClaims: [
    {
      statement: "M = 𝒥𝒥ᵀ is the correlation matrix of the Jacobian over the training samples.",
      source: "section 2, equation 6",
      verdict: "does not hold",
      evidence:
        "As printed it has inner products, neither centred nor divided by lengths; the [definitions](../definitions.md) give M and its cosines, which are not the same.",
      command: "netspectra correlation MODEL --data DATA",
    },
    {
      statement: "M says how samples are related by what the network makes of them.",
      source: "title and section 2 (no result is given)",
      verdict: "cannot tell",
      evidence:
        "The draft ends at the definition. What M tells of networks that learned and of networks that memorised is in [ten initialisations](draft2020/initialisations.md).",
      command: "netspectra correlation MODEL --data DATA",
    },
    {
      statement: "The smoothness of the Hessian is correlated with good generalisation.",
      source: "section 1 (of others, with its contention)",
      verdict: "cannot tell",
      evidence:
        "[Hessians](draft2020/hessians.md) have roughness and symmetry for true and random labels, not over networks that generalise more or less well.",
      command: "netspectra hessian MODEL --data DATA",
    },
    {
      statement: "Norms and power laws of the weights are correlated with the test accuracy.",
      source: "section 1 (of others)",
      verdict: "cannot tell",
      evidence: "Asked by the study of predictors, under the draft before this one.",
      command: "netspectra reproduce draft2020/predictors --scale small",
    },
  ],
};
