import { inPairs } from "../pairs.js";

export default {
  place: 35,
  title: "Characteristics of the four hidden layers of 784-4×1536-10, n = 10,000 (ours with eigenvalues and ranks)",
  peer: "PyTorch's forward pass, then NumPy in float64 for each layer Z with B = (Z > 0): ZᵀZ, ZᵀB, (Z∘Z)ᵀB, BᵀB",
  aim: 1.5,
  unit: "s",
  minutes: 3,
  command: "node bench/representation.js; python3 bench/representation.py",
  measure: ({ rounds, node, python }) =>
    inPairs(
      rounds,
      () => node("representation.js"),
      () => python("representation.py"),
    ),
  note: "Ours also has the eigenvalues of four covariances of 1536 units. It was 2.2 (45 s beside 20 s on a busy machine) before single units' sums were taken from the products' diagonals, the products of layers took turns and one product took more rows. Of what is left, 4 s of 15 are JavaScript that adds products up and goes through the pairs (profiled), the rest products of the runtime, whose float64 product is slower than NumPy's. Tried: products of bytes, exact sums of 32-bit fixed-point numbers with 0/1 masks (hardly faster: four for each float64 one, each four to five times as fast). Not done: float32 sums of squares, which would be too coarse where a pair has few samples in common. The rounds differ a lot: other work was going on.",
};
