import { inPairs } from "../pairs.js";

export default {
  place: 35.5,
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
};
