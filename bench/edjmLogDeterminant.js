/**
 * A training step with equation 13 of Wang et al. 2016 (the regulariser edjmLogDeterminant) against a plain one:
 * 784-2×1000-10, batch 100, SGD with momentum. Both take turns; medians of the paired runs.
 * Usage: npm run build && node bench/edjmLogDeterminant.js [all|one|oneOfEight] [repetitions]
 */
import { mlp, network } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hostedOf } from "../dist/train/hosted/hostedOf.js";
import { createHostedRunner } from "../dist/train/hosted/hostedRunner.js";
import { createOptimiser, createStepRunner, initialState, trainingConfig, trainingGraph } from "../dist/train/index.js";
import { median } from "./pairs.js";

const [variant = "all", repetitions = "5"] = process.argv.slice(2);
const [batch, steps] = [100, 8];
const variants = { all: {}, one: { outputs: 1 }, oneOfEight: { outputs: 1, every: 8 } };

const platform = createNodePlatform({ quiet: true });
const build = (g, options) => network(g, { input: [784], layers: mlp([1000, 1000]), classes: 10, ...options });
const optimiser = createOptimiser(trainingConfig({ optimiser: { name: "sgd", learningRate: 0.01 } }).optimiser);
const values = Float32Array.from({ length: batch * steps * 784 }, (_, i) => ((i * 7919) % 255) / 255);
const samples = {
  source: "bench",
  split: "train",
  count: batch * steps,
  shape: [784],
  gather: (indices) =>
    Float32Array.from({ length: indices.length * 784 }, (_, at) => {
      return values[784 * indices[Math.floor(at / 784)] + (at % 784)];
    }),
};
const set = { samples, targets: Int32Array.from({ length: batch * steps }, (_, i) => i % 10) };
const order = Uint32Array.from({ length: batch * steps }, (_, i) => i);

/** Milliseconds of a step. */
async function stepper(options) {
  const hosted = options && hostedOf([{ name: "edjmLogDeterminant", weight: 1e-6, outputs: "all", ...options }]);
  const choices = { network: build, optimiser, batch, input: [784], penalties: hosted ? [hosted.penalty] : [] };
  const graph = trainingGraph(choices);
  const runner = hosted
    ? await createHostedRunner(platform, { hosted, graph, choices }, set)
    : await createStepRunner(platform, graph, optimiser, set, batch);
  let state = initialState(graph.state);
  return async () => {
    const started = performance.now();
    ({ state } = await runner.run(state, { order, learningRate: 0.01, firstStep: 0 }));
    return (performance.now() - started) / steps;
  };
}

const [plain, penalised] = [await stepper(), await stepper(variants[variant])];
for (const run of [plain, penalised, plain]) await run();
const rows = [];
for (let i = 0; i < Number(repetitions); i++) rows.push({ netspectra: await penalised(), peer: await plain() });
await platform.close();

const of = (who) => median(rows.map((row) => row[who]));
const ratio = median(rows.map(({ netspectra, peer }) => netspectra / peer));
const result = {
  bench: `edjmLogDeterminant ${variant}`,
  unit: "milliseconds per step",
  netspectra: of("netspectra"),
  peer: of("peer"),
  ratio,
  rows,
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
