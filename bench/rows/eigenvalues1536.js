import { fromTurns } from "../pairs.js";

export default {
  place: 11,
  title: "Eigenvalues of a symmetric matrix, n = 1,536",
  peer: "LAPACK through NumPy, one thread",
  aim: 2,
  unit: "s",
  minutes: 0.5,
  command: "node bench/lapack.js values 1536 1 5",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "values", "1536", "1", "5", interpreter)),
  note: "By way of a band (docs/decisions/0006), which takes 0.7 of the time of the straight way; as at 784, 128-bit SIMD against AVX-512. The single pairs lie on both sides of the aim and differ by more than what is missing.",
};
