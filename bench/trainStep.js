/**
 * A training step of a 784-4×1536-10 perceptron at batch 100, SGD with momentum, against PyTorch on the same cores.
 * Both take turns; medians of the paired runs. Usage: npm run build && node bench/trainStep.js [repetitions] [python]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { mlp, network } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { createOptimiser, createStepRunner, initialState, trainingConfig, trainingGraph } from "../dist/train/index.js";

const repetitions = Number(process.argv[2] ?? 7);
const python = process.argv[3] ?? "/usr/bin/python3";
const [batch, steps] = [100, 25];

const platform = createNodePlatform({ quiet: true });
const layers = mlp([1536, 1536, 1536, 1536]);
const optimiser = createOptimiser(trainingConfig({ optimiser: { name: "sgd", learningRate: 0.01 } }).optimiser);
const build = (g, options) => network(g, { input: [784], layers, classes: 10, ...options });
const graph = trainingGraph({ network: build, optimiser, batch, input: [784] });
const values = Float32Array.from({ length: batch * steps * 784 }, (_, i) => ((i * 7919) % 255) / 255);
const samples = {
  source: "bench",
  split: "train",
  count: batch * steps,
  shape: [784],
  gather: (indices) => values.slice(0, indices.length * 784),
};
const targets = Int32Array.from({ length: batch * steps }, (_, i) => i % 10);
const runner = await createStepRunner(platform, graph, optimiser, { samples, targets }, batch);
const order = Uint32Array.from({ length: batch * steps }, (_, i) => i);
let state = initialState(graph.state);
const ours = async () => {
  const started = performance.now();
  ({ state } = await runner.run(state, { order, learningRate: 0.01, firstStep: 0 }));
  return (performance.now() - started) / steps;
};

const peer = spawn(python, [new URL("trainStep.py", import.meta.url).pathname, String(steps)], {
  stdio: ["pipe", "pipe", "inherit"],
});
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
const theirs = async () => {
  peer.stdin.write("run\n");
  const { value } = await lines.next();
  return JSON.parse(value).millisecondsPerStep;
};

for (let warm = 0; warm < 3; warm++) await ours();
await theirs();
const rows = [];
for (let i = 0; i < repetitions; i++) rows.push({ netspectra: await ours(), torch: await theirs() });
peer.stdin.end();
await platform.close();

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const result = {
  bench: "trainStep",
  unit: "milliseconds per step",
  netspectra: median(rows.map((row) => row.netspectra)),
  torch: median(rows.map((row) => row.torch)),
  ratio: median(rows.map((row) => row.netspectra / row.torch)),
  best: {
    netspectra: Math.min(...rows.map((row) => row.netspectra)),
    torch: Math.min(...rows.map((row) => row.torch)),
  },
  rows,
  versions: platform.versions,
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
