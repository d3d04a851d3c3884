import { fromTurns } from "../pairs.js";

export default {
  place: 15,
  title: "Eigenvalues and all eigenvectors, n = 1,536",
  peer: "LAPACK through NumPy, one thread",
  aim: 2.5,
  unit: "s",
  minutes: 1,
  command: "node bench/lapack.js vectors 1536 1 3",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "vectors", "1536", "1", "3", interpreter)),
};
