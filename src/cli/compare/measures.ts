/** The figures: a key of the result, a file's name, a title and what it is. */
export const measures = [
  {
    key: "linearCkaDebiased",
    name: "linear-cka",
    title: "linear CKA",
    about: "Centred alignment of the inner products between samples, by unbiased estimates.",
  },
  {
    key: "rbfCkaDebiased",
    name: "rbf-cka",
    title: "RBF CKA",
    about: "The same of Gaussian kernels, which look at neighbours only.",
  },
  {
    key: "svcca",
    name: "svcca",
    title: "SVCCA",
    about: "Mean canonical correlation of the directions that hold 99 % of the variance; any invertible map leaves it.",
  },
  {
    key: "procrustes",
    name: "procrustes",
    title: "Procrustes",
    about: "Inner product of the layers after the rotation that brings them closest.",
  },
] as const;
