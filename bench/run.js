// Benches, one after another, all or those named: npm run bench [-- [resnet cnnStep …] [rounds [python]]]. Writes
// bench/results.json, where what was not run stays as it was, and docs/performance.md.
// Peers (PyTorch, NumPy, SciPy) must be installed for the Python given; leave the machine alone meanwhile.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const names = ["edjm", "memory", "trainStep", "resnet", "cnnStep", "eigen", "differentiate", "help", "demo"];
const given = process.argv.slice(2);
const chosen = given.some((word) => names.includes(word)) ? given.filter((word) => names.includes(word)) : names;
const [rounds = "5", python = "/usr/bin/python3"] = given.filter((word) => !names.includes(word));
const root = fileURLToPath(new URL("..", import.meta.url));
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const json = (command, args) => JSON.parse(run(command, args));
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const timed = (work) => {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
};
const say = (text) => process.stderr.write(`${text}\n`);

const benches = {
  edjm() {
    say("EDJM, n = 10,000, in turns with PyTorch");
    const pairs = Array.from({ length: Number(rounds) }, () => ({
      netspectra: json("node", ["bench/edjm.js", "10000"]),
      torch: json(python, ["bench/edjm.py", "10000"]),
    }));
    const ratios = pairs.map((pair) => pair.netspectra.seconds / pair.torch.seconds);
    return {
      netspectra: median(pairs.map((pair) => pair.netspectra.seconds)),
      torch: median(pairs.map((pair) => pair.torch.seconds)),
      ratio: median(ratios),
      ratios,
    };
  },
  memory() {
    say("EDJM, memory at n = 2,000, 10,000 and 60,000");
    return [2000, 10000, 60000].map((n) => {
      const { peakMiB, seconds } = json("node", ["bench/edjm.js", String(n)]);
      return { n, peakMiB, seconds };
    });
  },
  trainStep() {
    say("training step, in turns with PyTorch");
    return json("node", ["bench/trainStep.js", "7", python]);
  },
  resnet() {
    say("Jacobians of ResNet-20, in turns with PyTorch");
    return json("node", ["bench/resnet.js", rounds, python]);
  },
  cnnStep() {
    say("training step of a convolutional network, in turns with PyTorch");
    return json("node", ["bench/cnnStep.js", "7", python]);
  },
  eigen() {
    say("eigenvalues, in turns with LAPACK");
    return json("node", ["bench/eigen.js", "784", rounds, python]);
  },
  differentiate() {
    say("differentiation");
    return json("node", ["bench/differentiate.js", rounds]);
  },
  help() {
    say("--help");
    return median(Array.from({ length: 9 }, () => timed(() => run("node", ["bin/netspectra.js", "--help"]))));
  },
  demo() {
    say("demo");
    const folder = mkdtempSync(path.join(os.tmpdir(), "netspectra-bench-"));
    const out = path.join(folder, "demo");
    const seconds = timed(() => run("node", ["bin/netspectra.js", "demo", "--quiet", "--out", out]));
    rmSync(folder, { recursive: true });
    return seconds;
  },
};
const earlier = JSON.parse(readFileSync(path.join(root, "bench/results.json"), "utf8"));
const fresh = Object.fromEntries(chosen.map((name) => [name, benches[name]()]));

const cpus = os.cpus();
const runtime = json("node", ["-p", 'JSON.stringify(require("onnxruntime-node/package.json").version)']);
const machine = `${cpus.length} × ${cpus[0].model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ONNX Runtime ${runtime}`;
const peers = run(python, [
  "-c",
  "import torch, numpy; print('PyTorch', torch.__version__ + ', NumPy', numpy.__version__)",
]).trim();
const results = { ...earlier, date: new Date().toISOString().slice(0, 10), machine, peers, ...fresh };
writeFileSync(path.join(root, "bench/results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
writeFileSync(path.join(root, "docs/performance.md"), page(results));
say("written: bench/results.json, docs/performance.md");

/** What was not reached, and what the profile shows. */
function missed(step) {
  if (!step || step.ratio <= 1.3) return "";
  return `**Not reached:** the step of the convolutional network, ${step.ratio.toFixed(2)} instead of 1.3. Half of it are the runtime's
convolutions: weights that change from step to step cannot be packed beforehand, and reach 65–85 GFLOP/s where constant
ones reach 120; a fifth are the products and copies of the weight gradients (nine forms were tried), a tenth pools that
note where their largest elements were.

`;
}

function page(measured) {
  const { date, machine: ours, peers: theirs, edjm: e, memory: m, trainStep: t, eigen: k, help: h, demo: d } = measured;
  const { differentiate: b } = measured;
  const f = (value, digits = 2) => value.toFixed(digits);
  const eigenRows = k.results.map(
    (row) =>
      `| eigen, n = ${k.order}, ${row.task}, ${row.variant} build | ${f(row.netspectra / 1000, 3)} s | ${f(row.lapack / 1000, 3)} s (LAPACK, one thread) | ${f(row.ratio)} | 5 |`,
  );
  const { resnet: r, cnnStep: c } = measured;
  const convolutional = [
    r &&
      `| Jacobians of ResNet-20, 10 outputs, 1,000 images of 3 × 32 × 32 | ${f(r.netspectra)} s | ${f(r.torch)} s (PyTorch, folded batch normalisation, a reverse pass per output) | ${f(r.ratio)} | 1.3 |\n`,
    c &&
      `| SGD step with momentum of a network of four convolutions (Choi et al.), batch 100 | ${f(c.netspectra, 1)} ms | ${f(c.torch, 1)} ms (PyTorch) | ${f(c.ratio)} | 1.3 |\n`,
  ].filter(Boolean);
  const transformations =
    b === undefined
      ? ""
      : `| graph transformations | seconds | aim |
|---|---|---|
| Jacobian of a residual network of ${b.nodes} nodes, 10 outputs: lowered, differentiated, simplified | ${f(b.jacobian)} | 2 |
| 64 and 1,000 columns of a residual network of 60 nodes | ${f(b.columns64)}, ${f(b.columns1000)} | |
| Hessian-vector product of the same network | ${f(b.hessian)} | |

`;
  return `# Performance

Made by \`npm run bench\` on ${date}; raw figures: [bench/results.json](../bench/results.json). Ratios are medians over paired,
alternating runs; below 1, netspectra is faster.

Machine: ${ours}. Peers: ${theirs}.

| work | netspectra | peer | ratio | aim |
|---|---|---|---|---|
| EDJM of 784-4×1536-10, n = 10,000, 10 outputs, to scores (with interval) | ${f(e.netspectra, 1)} s | ${f(e.torch, 1)} s (PyTorch, batched gradients + float64 Gram + eigvalsh; no interval) | ${f(e.ratio)} (${e.ratios.map((r) => f(r)).join(", ")}) | 1.1 |
| SGD step with momentum of the same network, batch 100 | ${f(t.netspectra, 1)} ms | ${f(t.torch, 1)} ms (PyTorch) | ${f(t.ratio)} | 1.0 |
${convolutional.join("")}${eigenRows.join("\n")}

| memory of that EDJM | peak resident | seconds |
|---|---|---|
${m.map((row) => `| n = ${row.n.toLocaleString("en")} (the data themselves, ${f((row.n * 784) / 2 ** 20, 0)} MiB of bytes, included) | ${f(row.peakMiB, 0)} MiB | ${f(row.seconds, 1)} |`).join("\n")}

${missed(c)}${transformations}| command | seconds | aim |
|---|---|---|
| \`netspectra --help\` | ${f(h)} | 0.3 |
| \`netspectra demo\` | ${f(d, 1)} | 60 |

Scripts: \`bench/edjm.js\` · \`edjm.py\`, \`trainStep.js\` · \`trainStep.py\`, \`resnet.js\` · \`resnet.py\`,
\`cnnStep.js\` · \`cnnStep.py\`, \`eigen.js\` · \`eigen.py\`, \`differentiate.js\`.
`;
}
