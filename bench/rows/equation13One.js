import { fromTurns } from "../pairs.js";

export default {
  place: 37,
  title: "SGD step with momentum and equation 13 on one random output, 784-2×1000-10, batch 100",
  peer: "the same step without",
  aim: 2,
  unit: "ms",
  minutes: 0.5,
  command: "node bench/edjmLogDeterminant.js one",
  measure: ({ node }) => fromTurns(node("edjmLogDeterminant.js", "one", "5")),
  note: "By count of products 2.3 steps: the Jacobian of one output, the products with one direction, and their reverse pass.",
};
