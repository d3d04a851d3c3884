import type { FurtherClaim } from "netspectra/experiments";

/** What Choi et al. say and the cells of no study can tell: above all what they prove. */
export const furtherClaims: readonly FurtherClaim[] = [
  {
    statement:
      "A linear layer may be transformed by any invertible affine map without any change of the network's output.",
    source: "section 3.1, theorem 1",
    verdict: "holds",
    evidence:
      "A proof; a battery of networks shows it, and each transformed network is compared with the first one before it is written.",
    command: "npx vitest run test/identicalOutput.test.ts",
  },
  {
    statement: "Of a ReLU layer only permuted positive diagonals leave every output as it is.",
    source: "section 3.1, theorem 2",
    verdict: "holds",
    evidence: "A proof; the tests show that these do, and others are refused.",
    command: "npx vitest run test/identicalOutput.test.ts",
  },
  {
    statement: "The correlations of a linear layer can be altered at will without any change of the outputs.",
    source: "abstract, section 3.1",
    verdict: "holds",
    evidence:
      "Whitening leaves no correlation and any covariance can be had, with equal outputs. That the correlations which training brings about say nothing of its success does not follow.",
    command: "npx vitest run test/identicalOutputTransforms.test.ts",
  },
  {
    statement:
      "The units of a trained network are never aligned with the eigenvectors of their covariance so that P_d = 1 − r/M.",
    source: "section 4.1 (“from our experience”)",
    verdict: "cannot tell",
    evidence: "The cells have the stable rank, not the exact one.",
    command: "netspectra representation MODEL --data DATA",
  },
  {
    statement: "A single unit can in principle carry all information on the labels.",
    source: "section 5",
    verdict: "cannot tell",
    evidence: "An argument, not an experiment; no study has layers of one unit.",
  },
];
