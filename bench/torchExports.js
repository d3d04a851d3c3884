// Jacobians of networks that PyTorch exported, against PyTorch's own in float64: relative error below 1e-4, or near that of
// PyTorch in float32 where a kink lies between the two. Prints a table, then one JSON line.
// usage: node bench/torchExports.js [folder] [names] [opsets] [batch]    (after `npm run build`; names, opsets: comma lists)
// Without a folder that already holds exports, bench/torchExports.py (PyTorch, torchvision) writes them first; minutes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openJacobian } from "../dist/analyses/jacobianStream.js";
import { loadModel } from "../dist/analyses/loadModel.js";
import { selectOutput } from "../dist/analyses/selectOutput.js";
import { readNpz } from "../dist/formats/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";

const [given, names = "", opsets = "", batch = ""] = process.argv.slice(2);
const folder = given ?? mkdtempSync(path.join(os.tmpdir(), "netspectra-torch-"));
if (!existsSync(path.join(folder, "manifest.json"))) {
  const script = new URL("torchExports.py", import.meta.url).pathname;
  execFileSync(process.env.PYTHON ?? "/usr/bin/python3", [script, folder, names, ...(opsets ? [opsets] : [])], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}
const chosen = (list, value) => list === "" || list.split(",").includes(String(value));
const manifest = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")).filter(
  (entry) => chosen(names, entry.name) && chosen(opsets, entry.opset) && chosen(batch, entry.batch),
);
const platform = createNodePlatform({ quiet: true });
const results = [];
for (const name of new Set(manifest.map((entry) => entry.name))) {
  const reference = await readNpz(readFileSync(path.join(folder, `${name}.npz`)), name);
  const exact = reference.get("J64").data;
  const torch = relativeError(reference.get("J32").data, exact);
  for (const { file, opset, batch: size } of manifest.filter((entry) => entry.name === name && entry.file)) {
    const outcome = await compare(path.join(folder, file), reference).catch((error) => ({
      failure: error.exitCode === undefined ? error.stack : error.message,
    }));
    // PyTorch's Upsample before opset 10 samples elsewhere than its own interpolate: such a file is another function.
    const other = outcome.error < 1e-4 || size !== "any" ? 0 : await forwardError(path.join(folder, file), reference);
    results.push({ name, opset, batch: size, torch, other, ...outcome });
    print(results.at(-1));
  }
}
await platform.close();
if (!given) rmSync(folder, { recursive: true });
const failed = results.filter(({ error, torch, other }) => !(error < Math.max(1e-4, 3 * torch)) && !(other > 1e-4));
console.log(
  `${results.length} files of ${new Set(results.map(({ name }) => name)).size} networks, ${failed.length} fail`,
);
console.log(JSON.stringify(results));
process.exitCode = failed.length > 0 ? 1 : 0;

/** How far the outputs of the file, run as it is, are from those of the network. */
async function forwardError(file, reference) {
  const session = await platform.openSession(readFileSync(file));
  try {
    const { y } = await session.run({ x: reference.get("x") });
    return relativeError(y.data, reference.get("y").data);
  } catch {
    return 0;
  } finally {
    await session.release();
  }
}

/** Relative Frobenius error of our Jacobian of one file. */
async function compare(file, reference) {
  const started = performance.now();
  const { shape, data: x } = reference.get("x");
  const [n, k, d] = reference.get("J64").shape;
  const model = await loadModel(platform, file, { output: "y" });
  const size = x.length / n;
  const data = {
    source: file,
    split: "test",
    count: n,
    shape: shape.slice(1),
    gather: (indices) =>
      Float32Array.from(Array.from(indices).flatMap((i) => [...x.subarray(i * size, (i + 1) * size)])),
  };
  const stream = await openJacobian(platform, model, selectOutput(model, "y"), data, { optimization: "basic" });
  const ours = new Float32Array(n * k * d);
  try {
    for await (const { indices, rows } of stream.run(Array.from({ length: n }, (_, i) => i))) {
      rows.forEach((matrix, j) => {
        indices.forEach((sample, row) => {
          ours.set(matrix.subarray(row * d, (row + 1) * d), (sample * k + j) * d);
        });
      });
    }
  } finally {
    await stream.close();
  }
  return { error: relativeError(ours, reference.get("J64").data), seconds: (performance.now() - started) / 1000 };
}

function relativeError(values, exact) {
  let difference = 0;
  let whole = 0;
  for (let i = 0; i < exact.length; i++) {
    difference += (values[i] - exact[i]) ** 2;
    whole += exact[i] ** 2;
  }
  return Math.sqrt(difference / whole);
}

function print({ name, opset, batch: size, torch, error, seconds, failure, other }) {
  const columns = [name.padEnd(20), `opset ${opset}`.padEnd(9), `batch ${size}`.padEnd(10)];
  const outcome =
    failure === undefined
      ? [
          `${error.toExponential(1)} (PyTorch in float32: ${torch.toExponential(1)})`,
          `${seconds.toFixed(1)} s`,
          other > 1e-4 ? "(the export is another function)" : "",
        ]
      : [`FAILS ${failure}`];
  console.log([...columns, ...outcome].join(" "));
}
