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
  note: "Of 21.5 s (n = 10,000), the gradients' graph takes 13.5 (1.35 ms a sample; 95 % of it matrix products at the rate of the runtime's own best, docs/decisions/0005), opening it 1.2, eigenvalues with the vectors that the interval needs 2.0; the rest, 4.5 s, are Gram products (1.7 alone) and the JavaScript that copies rows and adds tiles while the gradients want both cores. Tried: tiles, two products in flight, the next run before the last rows are taken (together about as much as the interval costs), threads of the Gram session that do not spin (no difference), split float32 products and sums inside the runtime (computed and measured to be slower). The peer has become faster, too: batches of 500 and threads that do not spin gained it 15 to 20 %. What remains: the interval (about 1.5 s), the copies of rows between workers.",
};
