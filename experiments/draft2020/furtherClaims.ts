import type { FurtherClaim } from "netspectra/experiments";

/** What the draft says and the cells of no study can tell. */
export const furtherClaims: readonly FurtherClaim[] = [
  {
    statement: "The spectral density is readily calculated with a single epoch of backpropagation.",
    source: "introduction",
    verdict: "does not hold",
    evidence:
      "The samples pass once, but each needs a reverse pass for each of the k outputs ([architecture](../architecture.md), 5), and then come the eigenvalues; `--plan` shows what both take.",
    command: "netspectra density MODEL --data DATA --plan",
  },
  {
    statement: "Both the diagonal of 𝒥ᵀ𝒥 and its eigenvalues are heavy-tailed.",
    source: "section 2",
    verdict: "cannot tell",
    evidence:
      "The cells have exponents, no test of the law. Of a network that others trained both fits are inconclusive ([pretrained](../pretrained.md)).",
    command: "netspectra density MODEL --data DATA",
  },
  {
    statement: "Found in evaluation mode, the Jacobian does not depend on the batch size.",
    source: "section 2",
    verdict: "holds",
    evidence:
      "Networks in which samples meet are refused before anything is computed ([architecture](../architecture.md), 3).",
    command: "npx vitest run src/autodiff/batchDependence.test.ts",
  },
  {
    statement: "The metrics tell how well pretrained networks generalise.",
    source: "section 2 (“we do not train the models ourselves”)",
    verdict: "cannot tell",
    evidence:
      "It takes many pretrained networks of one task with their test accuracies; two were looked at ([pretrained](../pretrained.md)), without such a comparison.",
    command: "netspectra density MODEL --data DATA",
  },
  {
    statement: "The Hessian is not really informative, as it is local; cross-sections of the landscape are no metric.",
    source: "introduction",
    verdict: "cannot tell",
    evidence: "An opinion without a measure; index, symmetry and roughness are in [Hessians](draft2020/hessians.md).",
    command: "netspectra hessian MODEL --data DATA",
  },
];
