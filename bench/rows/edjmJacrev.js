import { inPairs } from "../pairs.js";

export default {
  place: 3,
  title: "EDJM of 784-4×1536-10, n = 10,000, 10 outputs, to scores (ours with interval)",
  peer: "PyTorch as users write it: functorch's vmap(jacrev) over batches, svdvals of n × d",
  aim: 0.3,
  unit: "s",
  minutes: 3,
  command: "node bench/edjm.js 10000; python3 bench/edjm.py 10000 1536 4 784 jacrev",
  measure: ({ rounds, node, python }) =>
    inPairs(
      Math.min(rounds, 2),
      () => node("edjm.js", "10000"),
      () => python("edjm.py", "10000", "1536", "4", "784", "jacrev"),
    ),
  note: "On both sides the products take 1.83 Tflop, 9 to 15 s at the runtime's own rate on this kind of machine (120–200 GFLOP/s), and 0.3 of the peer's time is less than that. Beside them the peer spends about 10 s on ten svdvals in float32 (30 s in float64, which it is not asked for). A form that costs it more, such as a call per sample, is not what is compared.",
};
