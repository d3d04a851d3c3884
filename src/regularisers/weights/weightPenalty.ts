import { fail } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import { defineRegulariser, type Regulariser } from "../define/defineRegulariser.ts";
import { chosenLayers, layersOption } from "../define/layerChoice.ts";

interface WeightPenalty {
  readonly name: string;
  readonly about: string;
  readonly citation: string;
  /** Of one weight matrix. A scalar. */
  readonly append: (g: Builder, weight: Value) => Value;
}

/** A penalty on the weights that lead into hidden layers, without their biases: the sum over the chosen layers. */
export function weightPenalty({ name, about, citation, append }: WeightPenalty): Regulariser {
  return defineRegulariser({
    kind: "penalty",
    ...{ name, about, citation },
    options: { layers: layersOption },
    samples: [
      { network: "dense" },
      { network: "convolutional", options: { layers: ["conv_1"] } },
      { network: "svd", options: { layers: "all" } },
    ],
    penalty(g, { hidden, parameters, factors }, { layers }) {
      const weightOf = (layer: string): Value | undefined => {
        const { u, s, v } = factors.get(`${layer}.weight`) ?? {};
        return u && s && v ? g.matMul(g.mul(u, s), v) : parameters.get(`${layer}.weight`);
      };
      const weighted = hidden.filter((layer) => parameters.has(`${layer}.weight`) || factors.has(`${layer}.weight`));
      if (weighted.length === 0) {
        fail({ subject: `the regulariser ${name}`, expected: "a network with weights in hidden layers", got: "none" });
      }
      return { value: g.sum(chosenLayers(name, weighted, layers).map((layer) => append(g, weightOf(layer)!))) };
    },
  });
}
