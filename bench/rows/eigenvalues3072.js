import { fromTurns } from "../pairs.js";

export default {
  place: 12,
  title: "Eigenvalues of a symmetric matrix, n = 3,072",
  peer: "LAPACK through NumPy, one thread",
  aim: 2,
  unit: "s",
  minutes: 1,
  command: "node bench/lapack.js values 3072 1 3",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "values", "3072", "1", "3", interpreter)),
};
