// Spectral density of the stacked Jacobian of a d-(depth×width)-10 ReLU network around n samples, beside our own Jacobian pass
// followed by NumPy's Gram matrix of the smaller side and its eigvalsh, in turns. Prints one JSON line.
// usage: node bench/density.js [n] [width] [depth] [d] [rounds] [python]     (after `npm run build`; peer: bench/density.py)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { density, prepareModel } from "../dist/analyses/index.js";
import { openJacobianBlocks } from "../dist/analyses/jacobianBlocks.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hashedNetwork, hashedSamples } from "./hashedNetwork.js";

const defaults = [2000, 1536, 4, 784, 3];
const [n, width, depth, d, rounds] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const python = process.argv[7] ?? "/usr/bin/python3";
const model = prepareModel(hashedNetwork(d, width, depth), "hashed.onnx", "0");
const data = hashedSamples(n, d);
const platform = createNodePlatform({ quiet: true });
const folder = mkdtempSync(path.join(os.tmpdir(), "netspectra-density-"));
const file = path.join(folder, "rows.f64");

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1000 };
}
async function ours(replicates) {
  const { result, seconds } = await timed(() => density(platform, model, data, { replicates }));
  return { seconds, score: result.stableRank };
}

async function theirs() {
  const pass = await timed(async () => {
    const jacobians = await openJacobianBlocks(platform, model, data, { output: "probabilities" });
    const rows = new Float64Array(n * 10 * d);
    let at = 0;
    for await (const { jacobian } of jacobians.blocks()) {
      rows.set(jacobian, at);
      at += jacobian.length;
    }
    await jacobians.close();
    return rows;
  });
  writeFileSync(file, pass.result);
  const script = new URL("density.py", import.meta.url).pathname;
  const printed = JSON.parse(execFileSync(python, [script, file, `${n}`, `${10 * d}`], { encoding: "utf8" }));
  return { seconds: pass.seconds + printed.seconds, pass: pass.seconds, score: printed.score };
}

try {
  // What a process compiles and loads once does not count on either side, which share it.
  await density(platform, model, hashedSamples(64, d), { replicates: 0 });
  const pairs = [];
  for (let i = 0; i < rounds; i++) {
    const [mine, peer] = [await ours(0), await theirs()];
    const difference = Math.abs(mine.score / peer.score - 1);
    if (!(difference < 1e-6)) throw new Error(`stable ranks differ: ${mine.score} and ${peer.score}`);
    pairs.push({ ours: mine.seconds, theirs: peer.seconds, pass: peer.pass });
  }
  const { seconds: withReplicates } = await ours(200);
  console.log(JSON.stringify({ pairs, withReplicates }));
} finally {
  await platform.close();
  rmSync(folder, { recursive: true });
}
