import * as v from "valibot";
import { fraction } from "../base/configNumbers.ts";
import { defineRegulariser } from "./define/defineRegulariser.ts";
import { layersOption } from "./define/layerChoice.ts";

/** Dropout of the activations of a layer, scaled by 1/(1 − rate) in training. */
export const dropout = defineRegulariser({
  kind: "layer",
  name: "dropout",
  about: "sets activations of a layer to zero at random in training",
  citation: "Srivastava et al. 2014, JMLR 15",
  options: {
    layers: layersOption,
    /** Share of the activations that are dropped. Default 0.5. */
    rate: v.optional(fraction, 0.5),
  },
  samples: [{ network: "dense" }, { network: "convolutional", options: { rate: 0.25 } }],
  layer: ({ rate }) => ({ kind: "dropout", rate }),
});
