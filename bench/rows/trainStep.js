import { fromTurns } from "../pairs.js";

export default {
  place: 30,
  title: "SGD step with momentum, 784-4×1536-10, batch 100",
  peer: "PyTorch",
  aim: 0.85,
  unit: "ms",
  minutes: 1,
  command: "node bench/trainStep.js",
  measure: ({ node, interpreter }) => fromTurns(node("trainStep.js", "7", interpreter)),
};
