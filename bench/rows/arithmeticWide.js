import { figures } from "../pairs.js";

export default {
  place: 6,
  title: "Arithmetic rate of the Jacobians of 3072-4×3072-10",
  peer: "ONNX Runtime's own products of the same width with constant weights",
  aim: 0.85,
  atLeast: true,
  unit: "GFLOP/s",
  minutes: 2,
  command: "node bench/arithmetic.js 3072 4 3072 600",
  measure: ({ node }) => {
    const { pairs } = node("arithmetic.js", "3072", "4", "3072", "600");
    return figures(pairs);
  },
};
