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
};
