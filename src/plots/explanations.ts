/** What a reader of a report must know, in plain language. Full definitions: docs/definitions.md. */
export const explanations = {
  edjm:
    "The extended data Jacobian matrix (EDJM) of an output holds, one row per sample, the derivative of that output with " +
    "respect to the input: the linear function that the network is around that sample. If all rows point the same way, the " +
    "network is close to one linear function; many large singular values mean that it combines many different ones.",
  score:
    "The score of an output is the sum of σ/σmax over the singular values σ above ε, where ε is the 90th percentile of all " +
    "of them (with linear interpolation). The network's score is the mean over its outputs. It depends on the number of " +
    "samples, so compare scores for the same samples only.",
  interval: "The interval around a score comes from a delete-a-group jackknife over the samples.",
} as const;

/** The papers behind the analyses, by their key in references.bib. */
export const citations = {
  wang2016analysis:
    "Wang, S., Mohamed, A., Caruana, R., Bilmes, J., Philipose, M., Richardson, M., Geras, K., Urban, G. and Aslan, O. " +
    "(2016). Analysis of deep neural networks with the extended data Jacobian matrix. Proceedings of the 33rd " +
    "International Conference on Machine Learning, PMLR 48, 718–726.",
} as const;
