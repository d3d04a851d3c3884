import { inPairs } from "../pairs.js";

export default {
  place: 39,
  title: "Information bounds of a ReLU layer of 100 units, n = 10,000, ten classes (ours with the binned estimate)",
  peer: "NumPy in float64: distances in blocks of 500 rows, one exponential for both bounds, sums by class as products",
  aim: 1,
  unit: "s",
  minutes: 1,
  command: "node bench/information.js; python3 bench/information.py",
  measure: ({ rounds, node, python }) =>
    inPairs(
      rounds,
      () => node("information.js"),
      () => python("information.py"),
    ),
  note: "A run beside other work had a median of 1.15. Of ours, about half a second is there at 1,000 samples already, where NumPy takes 0.04 s: starting the workers and opening the session.",
};
