// Our singular value kernel (and QR) beside LAPACK: node bench/svd.js [rows] [columns] [rounds] [repetitions] [python]
// (after npm run build). As bench/eigen.js: rounds alternate between the two, times are CPU times of one thread, and both
// builds of the kernel are measured where the engine runs them. Prints one JSON document.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { random } from "../dist/base/index.js";
import { qr, svd } from "../dist/kernels/index.js";
import { runsVariant, useVariant } from "../dist/kernels/wasm.js";

const [rows = "1000", columns = "784", rounds = "3", repetitions = "3", python = "/usr/bin/python3"] =
  process.argv.slice(2);
const [n, d] = [Number(rows), Number(columns)];
const stream = random(0, "bench");
const matrix = Float64Array.from({ length: n * d }, () => stream.normal());
const warm = matrix.slice(0, 150 * 120);

const tasks = {
  values: (m, r, c) => svd(m, r, c),
  vectors: (m, r, c) => svd(m, r, c, { vectors: true }),
  qr: (m, r, c) => qr(m, r, c, { q: true }),
};
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const script = fileURLToPath(new URL("svd.py", import.meta.url));

function milliseconds(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const variants = ["plain", "relaxed"].filter(runsVariant);
const measured = [];
for (let round = 0; round < Number(rounds); round++) {
  const lapack = JSON.parse(execFileSync(python, [script, rows, columns, repetitions], { encoding: "utf8" }));
  for (const variant of variants) {
    useVariant(variant);
    for (const [task, work] of Object.entries(tasks)) {
      for (let i = 0; i < 3; i++) work(warm, 150, 120);
      const ours = Array.from({ length: Number(repetitions) }, () => milliseconds(() => work(matrix, n, d)));
      measured.push({ variant, task, ours: median(ours), lapack: median(lapack[task]) });
    }
  }
}

const results = variants.flatMap((variant) =>
  Object.keys(tasks).map((task) => {
    const found = measured.filter((row) => row.variant === variant && row.task === task);
    const ofRows = (number) => Number(median(found.map(number)).toFixed(3));
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
  JSON.stringify(
    { benchmark: "svd", rows: n, columns: d, rounds: Number(rounds), node: process.version, results },
    null,
    2,
  ),
);
