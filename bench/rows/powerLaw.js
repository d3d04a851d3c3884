import { fromTurns } from "../pairs.js";

export default {
  place: 22,
  title: "Power law of 15,000 eigenvalues, xmin searched over all: a random bulk with a heavy tail",
  peer: "WeightWatcher's loop, written with NumPy (one pass over the tail for each xmin)",
  aim: 0.05,
  unit: "s",
  minutes: 3,
  command: "node bench/powerLaw.js",
  measure({ rounds, node, interpreter }) {
    const measured = node("powerLaw.js", `${rounds}`, interpreter);
    const others = measured.compared.map(({ bench, netspectra, ratio }) => ({ bench, netspectra, ratio }));
    return { ...fromTurns(measured), others };
  },
  details({ others }) {
    const each = others.slice(1).map(({ bench, netspectra, ratio }) => {
      return `${bench} ${(1000 * netspectra).toFixed(0)} ms (${ratio.toFixed(3)})`;
    });
    return `Others, in brackets the ratio: ${each.join(", ")}. The aim of the worst of them is 0.5.`;
  },
  note: "Candidates are given up at the first difference that exceeds the best distance, blocks of values skipped where the bounds of two monotonous functions allow it; the result is that of the whole search.",
};
