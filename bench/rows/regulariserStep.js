import { fromTurns } from "../pairs.js";

const show = ({ name, ratio }) => `${name} ${ratio.toFixed(2)}`;

export default {
  place: 38,
  title: "Adam step with the slowest of the regularisers of Choi et al. on the last of five layers of 100, batch 100",
  peer: "the same step without",
  aim: 1.5,
  unit: "ms",
  minutes: 1,
  command: "node bench/regulariserStep.js",
  measure: ({ node }) => {
    const result = node("regulariserStep.js", "9");
    return { ...fromTurns(result), regularisers: result.regularisers, slowest: result.slowest };
  },
  details: ({ regularisers }) => `${regularisers.map(show).join(", ")}.`,
};
