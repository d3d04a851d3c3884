import type { FurtherClaim } from "netspectra/experiments";

/** What Wang et al. say and the cells of no study can tell. */
export const furtherClaims: readonly FurtherClaim[] = [
  {
    statement: "A ReLU network's answer is its Jacobian at the sample times the sample, ŷ = J(x) x.",
    source: "section 2.2, equation 11",
    verdict: "does not hold",
    evidence:
      "It is so without biases; with them J(x) x is the answer less the biases as the network carries them on. A test checks both.",
    command: "npx vitest run test/edjm.test.ts -t equation",
  },
  {
    statement: "Training with equation 13 is extremely expensive.",
    source: "section 5",
    verdict: "holds",
    evidence:
      "A step of 784-2×1000-10 takes 6.5 times as long as without ([performance](../performance.md)); of one random output at a time, 1.8 times.",
    command: "npm run bench -- equation13 equation13One",
  },
  {
    statement: "Convolutional networks compute more complex functions because they have more hidden units.",
    source: "section 4.2 (a contention)",
    verdict: "cannot tell",
    evidence: "No study varies the number of units of convolutional networks alone.",
  },
  {
    statement: "Dropout raises singular values because it makes the rows of the weights more independent.",
    source: "section 4.4 (a conjecture)",
    verdict: "cannot tell",
    evidence: "The studies keep spectra of EDJMs, not correlations of weights.",
  },
  {
    statement:
      "In an ensemble the strongest singular values grow relative to the members', and the weaker ones shrink.",
    source: "section 4.5",
    verdict: "cannot tell",
    evidence: "The cells of Figure 5 hold normalised spectra only, of which the largest value is 1.",
  },
];
