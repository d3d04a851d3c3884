import type { RegulariserName } from "../shared/regularisers.ts";

/** What each regulariser adds to the loss, or does to the layer: Table 5 and appendix B in words. */
export const inWords: Readonly<Record<Exclude<RegulariserName, "baseline">, string>> = {
  L1W: "sum of the absolute weights of the layer",
  L2W: "sum of the squared weights of the layer",
  dropout: "half of the layer's units are 0 in each training step",
  BN: "each unit is standardised over the mini-batch, then scaled and shifted",
  CR: "sum of the squared covariances of all pairs of units",
  "cw-CR": "sum of the squared covariances of all pairs of units among the samples of each class",
  VR: "sum of the variances of the units",
  "cw-VR": "sum of the variances of the units among the samples of each class",
  L1R: "sum of the absolute activations",
  RR: "stable rank of the activations, approximated by equation 9",
  "cw-RR": "the stable rank (equation 9) of the activations of each class, summed",
  "layer spectrum": "minus the logarithms of the singular values of all hidden weights (SVD layers)",
  "equation 13": "minus the logarithms of the singular values of the mini-batch's EDJM",
  "Jacobian norm": "squares of all derivatives of the output by the input",
};
