// Eigenvalues of several matrices at once, one a worker, beside LAPACK with all its threads one after the other:
// node bench/eigenMany.js [order] [matrices] [rounds] [python] (after npm run build). Rounds alternate between the two;
// times are wall times. With node --experimental-wasm-relaxed-simd, Node 20 runs the build that Node 22 runs by itself.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { random } from "../dist/base/index.js";
import { symmetricEigenModule } from "../dist/kernels/index.js";
import { runsVariant } from "../dist/kernels/wasm.js";
import { createNodePlatform } from "../dist/platform/node/index.js";

const [order = "784", count = "10", rounds = "5", python = "/usr/bin/python3"] = process.argv.slice(2);
const n = Number(order);
const repetitions = 3;
const stream = random(0, "bench");
const matrices = Array.from({ length: Number(count) }, () => {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = stream.normal();
  return matrix;
});
const platform = createNodePlatform({ quiet: true });
const task = { module: symmetricEigenModule, name: "symmetricEigen" };
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const script = fileURLToPath(new URL("eigenMany.py", import.meta.url));

async function milliseconds() {
  const start = performance.now();
  await Promise.all(matrices.map((matrix) => platform.call(task, matrix, n)));
  return performance.now() - start;
}

const rows = [];
await milliseconds();
for (let round = 0; round < Number(rounds); round++) {
  const lapack = median(
    JSON.parse(execFileSync(python, [script, order, count, String(repetitions)], { encoding: "utf8" })),
  );
  const times = [];
  for (let i = 0; i < repetitions; i++) times.push(await milliseconds());
  rows.push({ ours: median(times), lapack });
}
await platform.close?.();
const ofRows = (number) => Number(median(rows.map(number)).toFixed(3));
console.log(
  JSON.stringify(
    {
      benchmark: "eigenMany",
      order: n,
      matrices: matrices.length,
      workers: platform.cores,
      variant: runsVariant("relaxed") ? "relaxed" : "plain",
      rounds: rows.length,
      node: process.version,
      netspectra: ofRows((row) => row.ours),
      lapack: ofRows((row) => row.lapack),
      ratio: ofRows((row) => row.ours / row.lapack),
    },
    null,
    2,
  ),
);
