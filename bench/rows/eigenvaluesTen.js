import { fromTurns } from "../pairs.js";

export default {
  place: 13,
  title: "Eigenvalues of ten matrices at once, n = 784",
  peer: "LAPACK through NumPy, all threads",
  aim: 1.3,
  unit: "s",
  minutes: 0.5,
  command: "node bench/lapack.js values 784 10 5",
  measure: ({ node, interpreter }) => fromTurns(node("lapack.js", "values", "784", "10", "5", interpreter)),
  note: "As for one matrix; copying arguments to the workers costs about 5 ms each.",
};
