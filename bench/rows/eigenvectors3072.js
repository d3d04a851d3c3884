import { fromTurns } from "../pairs.js";

export default {
  place: 16,
  title: "Eigenvalues and all eigenvectors, n = 3,072",
  peer: "LAPACK through NumPy, one thread",
  aim: 2.5,
  unit: "s",
  minutes: 2,
  command: "node bench/lapack.js vectors 3072 1 2",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "vectors", "3072", "1", "2", interpreter)),
};
