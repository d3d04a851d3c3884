import { defineRegulariser } from "./define/defineRegulariser.ts";
import { layersOption } from "./define/layerChoice.ts";

/** Batch normalisation of a layer, before its activation. */
export const batchNorm = defineRegulariser({
  kind: "layer",
  name: "batchNorm",
  about: "normalises a layer over the mini-batch, before its activation",
  citation: "Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.2",
  options: { layers: layersOption },
  samples: [{ network: "dense" }, { network: "svd" }, { network: "convolutional" }],
  layer: () => ({ kind: "batchNorm" }),
});
