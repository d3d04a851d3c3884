import { fromTurns } from "../pairs.js";

export default {
  place: 36,
  title: "SGD step with momentum and equation 13 on all 10 outputs, 784-2×1000-10, batch 100",
  peer: "the same step without",
  aim: 8,
  unit: "ms",
  minutes: 0.5,
  command: "node bench/edjmLogDeterminant.js all",
  measure: ({ node }) => fromTurns(node("edjmLogDeterminant.js", "all", "5")),
  note: "By count of products 14 steps: the Jacobians of ten outputs, the products with ten directions, and their reverse pass.",
};
