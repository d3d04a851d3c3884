import { details, products } from "../products.js";

export default {
  place: 21,
  title: "Randomised SVD, 50 largest values of 10,000 × 150,528, σ ∝ i^−0.75: products needed for errors of 1e-8 σmax",
  peer: "scipy's svds with solver=propack (opt-in)",
  aim: 0.7,
  unit: "products",
  minutes: 2,
  command: "node bench/svds.js propack",
  measure: ({ node, interpreter }) => products(node("svds.js", "propack", "3", interpreter)),
  details,
};
