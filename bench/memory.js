// Peak resident set of the whole command `netspectra edjm` on bytes in an .npz, and its time. Prints one JSON line.
// usage: node bench/memory.js [n] [width] [depth] [d] [memory]   (after `npm run build`); memory: as --memory, none by default
// The peak is that of everything: the runtime, the weights and the data themselves.
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createNpz } from "../dist/formats/index.js";
import { writeModel } from "../dist/graph/index.js";
import { hashedBytes } from "./hashed.js";
import { hashedNetwork } from "./hashedNetwork.js";

const defaults = [60000, 256, 2, 3072];
const [n, width, depth, d] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const limit = process.argv[6];
const folder = mkdtempSync(path.join(os.tmpdir(), "netspectra-bench-"));
const at = (name) => path.join(folder, name);
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

function* samples() {
  for (let from = 0; from < n; from += 1000) yield hashedBytes(0, Math.min(1000, n - from) * d, from * d);
}
try {
  writeFileSync(at("model.onnx"), writeModel(hashedNetwork(d, width, depth)));
  const file = openSync(at("data.npz"), "w");
  const npz = createNpz((bytes) => {
    writeSync(file, bytes);
  });
  await npz.add("x", "uint8", [n, d], samples());
  await npz.close();
  closeSync(file);

  const command = ["edjm", at("model.onnx"), "--data", at("data.npz"), "--json", "--quiet"];
  if (limit !== undefined) command.push("--memory", limit);
  const started = performance.now();
  const printed = execFileSync(
    process.execPath,
    ["--import", beside("peakMemory.js"), beside("../bin/netspectra.js"), ...command],
    { encoding: "utf8", env: { ...process.env, PEAK_MEMORY: at("peak") }, maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - started) / 1000;
  const peakMiB = Number(readFileSync(at("peak"), "utf8"));
  const result = JSON.parse(printed);
  const { score, method } = result.networks?.[0] ?? result;
  console.log(JSON.stringify({ n, d, peakMiB, seconds, score, method }));
} finally {
  rmSync(folder, { recursive: true });
}
