import { lineThrough } from "../lineThrough.js";
import { median } from "../pairs.js";

const counts = [2000, 10000, 30000, 60000];

export default {
  place: 42,
  title: "Time of an EDJM of 784-4×1536-10 against n = 2,000 … 60,000: largest deviation from seconds = a + b·n",
  aim: 10,
  unit: "%",
  minutes: 7,
  command: "node bench/edjm.js N",
  measure: ({ rounds, node }) => {
    const turns = Array.from({ length: Math.min(rounds, 2) }, () =>
      counts.map((n) => ({ n, ...node("edjm.js", `${n}`) })),
    );
    const points = counts.map((n, i) => {
      const of = (figure) => median(turns.map((turn) => turn[i][figure]));
      return { n, seconds: of("seconds"), peakMiB: of("peakMiB") };
    });
    const { fixed, perSample, deviations } = lineThrough(points.map(({ n, seconds }) => [n, seconds]));
    const value = 100 * Math.max(...deviations.map(Math.abs));
    return { value, fixed, perSample, points: points.map((p, i) => ({ ...p, deviation: deviations[i] })) };
  },
  details: ({ fixed, perSample, points }) => {
    const each = points.map(
      ({ n, seconds, deviation, peakMiB }) =>
        `n = ${n.toLocaleString("en")}: ${seconds.toFixed(1)} s (${(100 * deviation).toFixed(1)} %), peak ${peakMiB.toFixed(0)} MiB`,
    );
    return `${fixed.toFixed(2)} s + ${(1e3 * perSample).toFixed(3)} ms · n. ${each.join("; ")}.`;
  },
};
