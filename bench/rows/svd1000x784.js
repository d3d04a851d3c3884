import { fromTurns } from "../pairs.js";

export default {
  place: 17,
  title: "SVD with vectors, 1000 × 784",
  peer: "LAPACK through NumPy, one thread",
  aim: 2.5,
  unit: "s",
  minutes: 0.5,
  command: "node bench/lapack.js svd 1000x784 1 5",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "svd", "1000x784", "1", "5", interpreter)),
  note: "QR first, then the triangle: bidiagonalising the matrix itself would save about a tenth (an estimate from the profile).",
};
