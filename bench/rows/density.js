import { figures } from "../pairs.js";

export default {
  place: 7,
  title: "Spectral density of the stacked Jacobian, 784-4×1536-10, n = 2,000, k·d = 7,840",
  peer: "our Jacobian pass, then NumPy: Gram matrix of n × n in float64, eigvalsh",
  aim: 1.3,
  unit: "s",
  minutes: 1,
  command: "node bench/density.js 2000 1536 4 784",
  measure({ rounds, node, interpreter }) {
    const { pairs, withReplicates } = node("density.js", "2000", "1536", "4", "784", `${rounds}`, interpreter);
    return { ...figures(pairs), pass: Math.min(...pairs.map(({ pass }) => pass)), withReplicates };
  },
  details: ({ pass, withReplicates }) =>
    `On both sides the gradients take ${pass.toFixed(1)} s. Ours also yields the diagonal, both power laws and the comparison with ` +
    `random matrices; with the 200 replicates behind each interval and each p-value it takes ${withReplicates.toFixed(1)} s.`,
};
