// Benches, all or those named, one after another: npm run bench [-- NAME… [ROUNDS] [PYTHON]]. Each file in rows/ is one.
// After each, bench/results.json and docs/performance.md are written; what was not run, or failed, stays as it was.
//   npm run bench -- --list    names, minutes and aims
//   npm run bench -- --page    write the page from the results that are there
//   npm run bench -- --check   exit code 1 where the page is another
// Peers (PyTorch, NumPy, SciPy) must be installed for PYTHON (/usr/bin/python3); leave the machine alone meanwhile.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { page } from "./page.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = { results: path.join(root, "bench/results.json"), page: path.join(root, "docs/performance.md") };
const say = (text) => process.stderr.write(`${text}\n`);

const names = readdirSync(path.join(root, "bench/rows")).map((file) => path.basename(file, ".js"));
const loaded = await Promise.all(names.map(async (name) => ({ name, ...(await import(`./rows/${name}.js`)).default })));
const rows = loaded.toSorted((a, b) => a.place - b.place);
const measured = {};
/** What is in the file now, which another run may have changed, and what this one has measured. */
const current = () => ({ ...JSON.parse(readFileSync(files.results, "utf8")), ...measured });

function write() {
  const results = current();
  // In the order of the page, and without rows that are gone.
  const kept = rows.flatMap(({ name }) => (results[name] ? [[name, results[name]]] : []));
  const text = page(rows, results);
  writeFileSync(files.results, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
  writeFileSync(files.page, text);
}

function run(command, args) {
  try {
    return execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: "pipe", maxBuffer: 2 ** 30 });
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split("\n");
    const words = lines.findLast((line) => /Error|error:/.test(line)) ?? lines.at(-1);
    throw new Error(`${[path.basename(command), ...args].join(" ")}: ${words}`);
  }
}

function machine(interpreter) {
  const runtime = run("node", ["-p", 'require("onnxruntime-node/package.json").version']).trim();
  const peers = ["torch", "numpy", "scipy"].map((name) => `'${name}', ${name}.__version__`).join(", ");
  const cpus = os.cpus();
  return {
    machine: `${cpus.length} × ${cpus[0].model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    versions: `Node ${process.version}, ONNX Runtime ${runtime}`,
    peers: run(interpreter, ["-c", `import torch, numpy, scipy; print(${peers})`]).trim(),
  };
}

function measure(row, { rounds, interpreter, about }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "netspectra-bench-"));
  const script =
    (command) =>
    (file, ...args) =>
      JSON.parse(run(command, [`bench/${file}`, ...args]));
  const command = (...args) => {
    const started = performance.now();
    run("node", ["bin/netspectra.js", ...args]);
    return (performance.now() - started) / 1000;
  };
  try {
    const tools = { rounds, interpreter, folder, command, node: script("node"), python: script(interpreter) };
    return { date: new Date().toISOString().slice(0, 10), ...about, ...row.measure(tools) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureAll(words) {
  const chosen = rows.filter(({ name }) => words.includes(name));
  const others = words.filter((word) => !names.includes(word));
  const rounds = Number(others.find((word) => /^\d+$/.test(word)) ?? 5);
  const interpreter = others.find((word) => word.includes("python")) ?? "/usr/bin/python3";
  const unknown = others.find((word) => !/^\d+$/.test(word) && !word.includes("python"));
  if (unknown !== undefined || rounds < 1) {
    say(
      `npm run bench: expected names of rows, rounds and a Python, got ${unknown ?? "0 rounds"}. Rows: ${names.join(", ")}`,
    );
    return 2;
  }
  const about = machine(interpreter);
  let failed = 0;
  for (const row of chosen.length > 0 ? chosen : rows) {
    say(`${row.name} (about ${row.minutes} min): ${row.title}`);
    try {
      const started = performance.now();
      measured[row.name] = measure(row, { rounds, interpreter, about });
      const minutes = (performance.now() - started) / 60_000;
      say(`  ${measured[row.name].value.toFixed(3)}, aim ${row.aim}, took ${minutes.toFixed(1)} min`);
      write();
    } catch (error) {
      failed++;
      say(`  failed, the earlier figures stay: ${error.message}`);
    }
  }
  say("written: bench/results.json, docs/performance.md");
  return failed > 0 ? 1 : 0;
}

const [first, ...more] = process.argv.slice(2);
if (first === "--list") {
  for (const { name, minutes, aim, title } of rows)
    console.log(`${name.padEnd(20)} ${minutes} min, aim ${aim}: ${title}`);
} else if (first === "--page") {
  write();
} else if (first === "--check") {
  const same = readFileSync(files.page, "utf8") === page(rows, current());
  if (!same) say("docs/performance.md is not what bench/results.json and bench/rows say: npm run bench -- --page");
  process.exitCode = same ? 0 : 1;
} else {
  process.exitCode = measureAll(first === undefined ? [] : [first, ...more]);
}
