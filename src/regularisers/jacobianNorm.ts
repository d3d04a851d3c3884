import * as v from "valibot";
import { vjp } from "../autodiff/index.ts";
import { count } from "../base/configNumbers.ts";
import { fail } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { defineRegulariser } from "./define/defineRegulariser.ts";

/**
 * The squared Frobenius norm of the Jacobian of the logits by the input, mean over the batch, estimated by random
 * projections: k/p Σ ‖∂(v·z)/∂x‖² with p vectors v for each sample, uniform on the unit sphere of the k outputs, so that
 * E v vᵀ = I/k and the expectation is ‖J‖²_F (Hoffman et al. 2019, equations 7–9, whose λ_JR is twice the weight: they
 * add λ_JR/2 ‖J‖²_F to the loss). In training mode: dropout is at work, and where batch normalisation lets samples
 * interact, the derivative of all samples' v·z is taken.
 */
export const jacobianNorm = defineRegulariser({
  kind: "penalty",
  name: "jacobianNorm",
  about: "lowers the squared Frobenius norm of the Jacobian of the logits, by random projections",
  citation: "Hoffman, Roberts & Yaida 2019, arXiv:1908.02729, algorithm 1",
  options: {
    /** Random vectors for each sample and step. Default 1. */
    projections: v.optional(count, 1),
  },
  samples: [
    { network: "dense" },
    { network: "svd" },
    { network: "convolutional" },
    { network: "dense", options: { projections: 3 } },
  ],
  penalty(g, { x, logits, normal }, { projections }) {
    const [batch, classes] = logits.shape as readonly [number, number];
    const squares = Array.from({ length: projections }, (_, i): Value => {
      const drawn = normal(logits, `jacobianNorm ${i}`);
      const length = g.sqrt(g.reduceSum(g.mul(drawn, drawn), [1]));
      const [pulled] = vjp(g, [logits], [g.div(drawn, length)], [x]);
      if (!pulled) {
        return fail({
          subject: "the regulariser jacobianNorm",
          expected: "logits that depend differentiably on the input",
          got: "logits that do not",
        });
      }
      return g.op("ReduceSumSquare", [pulled], { keepdims: { kind: "int", value: 0 } });
    });
    return { value: g.mul(g.sum(squares), classes / (projections * batch)) };
  },
});
