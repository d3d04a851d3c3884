import { int } from "../graph/index.ts";
import { weightPenalty } from "./weights/weightPenalty.ts";

/** L2W: Σ w² over the weights that lead into a layer. */
export const l2Weight = weightPenalty({
  name: "l2Weight",
  about: "L2W: lowers the squared weights that lead into a layer",
  citation: "Krogh & Hertz 1992; Choi et al. 2018, section 6",
  append: (g, weight) => g.op("ReduceSumSquare", [weight], { keepdims: int(0) }),
});
