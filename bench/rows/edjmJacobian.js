import { inPairs } from "../pairs.js";

export default {
  place: 2,
  title: "EDJM of 784-4×1536-10, n = 10,000, 10 outputs, to scores (ours with interval)",
  peer: "PyTorch as users write it: torch.autograd.functional.jacobian over batches, svdvals of n × d",
  aim: 0.3,
  unit: "s",
  minutes: 4,
  command: "node bench/edjm.js 10000; python3 bench/edjm.py 10000 1536 4 784 jacobian",
  measure: ({ rounds, node, python }) =>
    inPairs(
      Math.min(rounds, 3),
      () => node("edjm.js", "10000"),
      () => python("edjm.py", "10000", "1536", "4", "784", "jacobian"),
    ),
};
