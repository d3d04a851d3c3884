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
};
