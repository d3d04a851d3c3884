import { figures } from "../pairs.js";

export default {
  place: 5,
  title: "Arithmetic rate of the Jacobians of 784-4×1536-10 (operations that the layers need)",
  peer: "ONNX Runtime's own products of the same width with constant weights",
  aim: 0.85,
  atLeast: true,
  unit: "GFLOP/s",
  minutes: 1,
  command: "node bench/arithmetic.js 1536 4 784 2000",
  measure: ({ node }) => {
    const { pairs } = node("arithmetic.js", "1536", "4", "784", "2000");
    return figures(pairs);
  },
};
