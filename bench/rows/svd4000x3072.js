import { fromTurns } from "../pairs.js";

export default {
  place: 18,
  title: "SVD with vectors, 4000 × 3072",
  peer: "LAPACK through NumPy, one thread",
  aim: 2.5,
  unit: "s",
  minutes: 4,
  command: "node bench/lapack.js svd 4000x3072 1 2",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "svd", "4000x3072", "1", "2", interpreter)),
};
