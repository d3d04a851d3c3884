import * as v from "valibot";
import { positive } from "../base/configNumbers.ts";
import { fail } from "../base/index.ts";
import { defineRegulariser } from "./define/defineRegulariser.ts";

/**
 * r(W_l) = −Σ log max(|s|, ε) over the singular values of the weights of the SVD layers. Between projections the s move
 * freely and may change their sign, so the absolute value is taken; below ε the force 1/s would throw them anywhere, and
 * they are left alone and counted (`clipped`).
 */
export const layerSpectrum = defineRegulariser({
  kind: "penalty",
  name: "layerSpectrum",
  about: "raises the singular values of SVD layers: −Σ log max(|s|, ε)",
  citation: "Wang et al. 2016, section 5",
  options: {
    /** Below it a singular value is left alone. Default 0.001. */
    epsilon: v.optional(positive, 0.001),
  },
  samples: [{ network: "svd" }, { network: "svd", options: { epsilon: 0.8 } }],
  penalty(g, { factors }, { epsilon }) {
    if (factors.size === 0) {
      fail({
        subject: "the regulariser layerSpectrum",
        expected: "a network with SVD layers",
        got: "none",
        todo: 'Add --svd, or make layers of kind "svd" (svdLayers(layers) of netspectra/models does it for all).',
      });
    }
    const terms = Array.from(factors.values(), ({ s }) => {
      const size = g.op("Abs", [s]);
      const kept = g.greater(size, epsilon);
      return {
        logarithms: g.reduceSum(g.log(g.where(kept, size, epsilon)), [0], false),
        clipped: g.sub(s.shape[0] as number, g.reduceSum(g.cast(kept, s.type), [0], false)),
      };
    });
    return {
      value: g.neg(g.sum(terms.map(({ logarithms }) => logarithms))),
      measures: { clipped: g.sum(terms.map(({ clipped }) => clipped)) },
    };
  },
});
