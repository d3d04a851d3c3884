import { fromTurns } from "../pairs.js";

export default {
  place: 10,
  title: "Eigenvalues of a symmetric matrix, n = 784",
  peer: "LAPACK through NumPy, one thread",
  aim: 1.5,
  unit: "s",
  minutes: 0.5,
  command: "node bench/lapack.js values 784 1 7",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "values", "784", "1", "7", interpreter)),
  note: "128-bit SIMD against AVX-512. Where the core is not shared, this code reaches 15–17 GFLOP/s and LAPACK's time; on a shared one it falls to 8–10 while LAPACK hardly slows. The way by a band is 1.2 times slower at this order.",
};
