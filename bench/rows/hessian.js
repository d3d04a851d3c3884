import { fromTurns } from "../pairs.js";

export default {
  place: 34,
  title: "Product with the Hessian, the CNN of Choi et al. (table 7), 2 vectors over 100 samples",
  peer: "PyTorch: reverse passes through the gradient, which the vectors share",
  aim: 1.2,
  unit: "ms",
  minutes: 1.5,
  command: "node bench/hessian.js",
  measure: ({ node, interpreter }) => fromTurns(node("hessian.js", "5", interpreter)),
  note: "The density of 1,000 samples (10 probes, 80 steps) is 8,000 of these; what Lanczos adds is the same on both sides, a few per cent. Two earlier runs beside other work had medians of 1.05 and 1.33.",
};
