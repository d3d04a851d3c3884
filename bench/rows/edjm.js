import { inPairs } from "../pairs.js";

export default {
  place: 1,
  title: "EDJM of 784-4×1536-10, n = 10,000, 10 outputs, to scores (ours with interval)",
  peer: "PyTorch: a reverse pass per output over batches, float64 Gram matrices, eigvalsh",
  aim: 0.9,
  unit: "s",
  minutes: 4,
  command: "node bench/edjm.js 10000; python3 bench/edjm.py 10000 1536 4 784 best",
  measure: ({ rounds, node, python }) =>
    inPairs(
      rounds,
      () => node("edjm.js", "10000"),
      () => python("edjm.py", "10000", "1536", "4", "784", "best"),
    ),
};
