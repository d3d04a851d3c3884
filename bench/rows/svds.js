import { details, products } from "../products.js";

export default {
  place: 20,
  title: "Randomised SVD, 50 largest values of 10,000 × 150,528, σ ∝ i^−0.75: products when asked for 1e-8",
  peer: "scipy's svds (ARPACK)",
  aim: 0.7,
  unit: "products",
  minutes: 2,
  command: "node bench/svds.js arpack",
  measure: ({ node, interpreter }) => products(node("svds.js", "arpack", "3", interpreter)),
  details,
};
