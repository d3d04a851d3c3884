import { int } from "../graph/index.ts";
import { weightPenalty } from "./weights/weightPenalty.ts";

/** L1W: Σ |w| over the weights that lead into a layer. */
export const l1Weight = weightPenalty({
  name: "l1Weight",
  about: "L1W: lowers the absolute weights that lead into a layer",
  citation: "Tibshirani 1996; Choi et al. 2018, section 6",
  append: (g, weight) => g.op("ReduceL1", [weight], { keepdims: int(0) }),
});
