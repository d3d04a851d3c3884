import { fromTurns } from "../pairs.js";

export default {
  place: 14,
  title: "Eigenvalues and all eigenvectors, n = 784",
  peer: "LAPACK through NumPy, one thread",
  aim: 2.5,
  unit: "s",
  minutes: 0.5,
  command: "node bench/lapack.js vectors 784 1 5",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "vectors", "784", "1", "5", interpreter)),
};
