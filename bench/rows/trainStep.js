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
  note: "Three products per layer take about 40 ms at the rate of variable weights, the update of 8 million weights and their momentum about 20; the rest is the loop's copying of its state. Runs of 0.8 instead of 0.5 seconds (10 steps instead of 6) share the copies of a run's end; this row times runs of 25. Nothing else was tried yet.",
};
