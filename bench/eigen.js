// Our eigenvalue kernel beside LAPACK: node bench/eigen.js [order] [rounds] [python] (after npm run build).
// Rounds alternate between the two, and times are CPU times of one thread, so that other work on the machine counts
// little. Both builds of the kernel are measured where the engine runs them (node --experimental-wasm-relaxed-simd makes
// Node 20 run the second). Prints one JSON document: median milliseconds, and the median over rounds of the ratio of the medians.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { random } from "../dist/base/index.js";
import { symmetricEigen } from "../dist/kernels/index.js";
import { runsVariant, useVariant } from "../dist/kernels/wasm.js";

const [order = "784", rounds = "5", python = "/usr/bin/python3"] = process.argv.slice(2);
const n = Number(order);
const repetitions = 5;
const stream = random(0, "bench");
const matrix = new Float64Array(n * n);
for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = stream.normal();

const tasks = { values: {}, fifth: { vectors: Math.floor(n / 5) }, all: { vectors: true } };
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const script = fileURLToPath(new URL("eigen.py", import.meta.url));

function milliseconds(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const variants = ["plain", "relaxed"].filter(runsVariant);
const measured = [];
for (let round = 0; round < Number(rounds); round++) {
  const lapack = JSON.parse(execFileSync(python, [script, order, String(repetitions)], { encoding: "utf8" }));
  for (const variant of variants) {
    useVariant(variant);
    for (const [task, options] of Object.entries(tasks)) {
      const work = () => symmetricEigen(matrix, n, options);
      for (let i = 0; i < 3; i++) work();
      const ours = Array.from({ length: repetitions }, () => milliseconds(work));
      measured.push({ variant, task, ours: median(ours), lapack: median(lapack[task]) });
    }
  }
}

const results = variants.flatMap((variant) =>
  Object.keys(tasks).map((task) => {
    const rows = measured.filter((row) => row.variant === variant && row.task === task);
    const ofRows = (number) => Number(median(rows.map(number)).toFixed(3));
    return {
      variant,
      task,
      netspectra: ofRows((row) => row.ours),
      lapack: ofRows((row) => row.lapack),
      ratio: ofRows((row) => row.ours / row.lapack),
    };
  }),
);
console.log(
  JSON.stringify({ benchmark: "eigen", order: n, rounds: Number(rounds), node: process.version, results }, null, 2),
);
