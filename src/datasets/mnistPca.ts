import { defineDataset } from "./define/defineDataset.ts";
import { pcaLimited } from "./define/pcaLimited.ts";
import { mnist } from "./mnist.ts";

/**
 * MNIST limited to its first principal components (Choi et al. 2018, section 4.3), as images: the network stays the same
 * for all numbers of components, and so do its first weights.
 */
export const mnistPca = defineDataset(pcaLimited(mnist, { name: "mnist-pca", form: "pixels" }));

/** The same as coordinates along the components, which is the other way to read the paper. */
export const mnistPcaCoordinates = defineDataset(
  pcaLimited(mnist, { name: "mnist-pca-coordinates", form: "coordinates" }),
);
