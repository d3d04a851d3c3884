// Dense kernels as analyses call them, in the pool of workers, in turns with LAPACK on as many threads; wall times.
// usage: node bench/lapack.js values|vectors|svd ROWS[xCOLUMNS] [matrices] [repetitions] [python]   (after `npm run build`)
// One matrix: one worker against one thread. Several: all workers against all threads. Prints JSON. Peer: bench/lapack.py
import { svdModule, symmetricEigenModule } from "../dist/kernels/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hashed } from "./hashed.js";
import { inTurns } from "./inTurns.js";

const [task, size = "784", matrices = "1", repetitions = "5", python = "/usr/bin/python3"] = process.argv.slice(2);
const [rows, columns = rows] = size.split("x").map(Number);
const count = Number(matrices);

/** Sums of four uniform numbers, near enough to normal ones; symmetric for eigenvalues. */
function randomMatrix(stream) {
  const matrix = new Float64Array(rows * columns);
  for (let i = 0; i < matrix.length; i++) {
    for (let part = 0; part < 4; part++) matrix[i] += hashed(4 * stream + part, i) / 2 ** 31 - 1;
  }
  return task === "svd" ? matrix : symmetric(matrix, rows);
}

function symmetric(matrix, n) {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j];
  return matrix;
}

const tasks = {
  values: { module: symmetricEigenModule, name: "symmetricEigen", sizes: [rows], options: {} },
  vectors: { module: symmetricEigenModule, name: "symmetricEigen", sizes: [rows], options: { vectors: true } },
  svd: { module: svdModule, name: "svd", sizes: [rows, columns], options: { vectors: true } },
};
const { module, name, sizes, options } = tasks[task];
const given = Array.from({ length: count }, (_, i) => randomMatrix(i));
const platform = createNodePlatform({ quiet: true });
let largest;
const ours = async () => {
  const started = performance.now();
  const results = await Promise.all(given.map((matrix) => platform.call({ module, name }, matrix, ...sizes, options)));
  const seconds = (performance.now() - started) / 1000;
  largest = results[0].values[0];
  return seconds;
};
// Functions that ran are compiled better; large matrices take too long to be warmed up with.
const small = Float64Array.from({ length: 100 * 100 }, (_, i) => hashed(0, i) / 2 ** 32);
for (let round = 0; round < 4; round++) {
  const sized = sizes.map(() => 100);
  await Promise.all(given.map(() => platform.call({ module, name }, symmetric(small, 100), ...sized, options)));
}
const result = await inTurns({
  bench: `lapack ${task} ${size}`,
  unit: "seconds",
  repetitions: Number(repetitions),
  ours,
  python,
  script: "lapack.py",
  args: [task, `${rows}`, `${columns}`, matrices],
  warm: columns > 2000 ? 0 : 1,
  read: (line) => {
    if (!(Math.abs(line.largest / largest - 1) < 1e-9)) throw new Error(`largest: ${largest} and ${line.largest}`);
    return line.seconds;
  },
});
await platform.close();
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
