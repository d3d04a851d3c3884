/**
 * A training step with each regulariser on the last of five hidden layers of 100 units, batch 100 (Choi et al., appendix
 * D), against the same step without it. All take turns; medians of the paired runs.
 * Usage: npm run build && node bench/regulariserStep.js [repetitions]
 */
import { network, presets } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import {
  createOptimiser,
  createStepRunner,
  initialState,
  penaltiesOf,
  regularisedNetwork,
  trainingConfig,
  trainingGraph,
} from "../dist/train/index.js";
import { median } from "./pairs.js";

const repetitions = Number(process.argv[2] ?? 15);
const [batch, steps] = [100, 50];
const weighed = ["l1Weight", "l2Weight", "covariance", "classWiseCovariance", "variance", "classWiseVariance"];
const configs = [
  { name: "dropout" },
  { name: "batchNorm" },
  ...[...weighed, "l1Representation", "rank", "classWiseRank"].map((name) => ({ name, weight: 1e-3 })),
  { name: "rank", weight: 1e-3, norm: "spectral" },
  { name: "classWiseRank", weight: 1e-3, norm: "spectral" },
];

const platform = createNodePlatform({ quiet: true });
const values = Float32Array.from({ length: batch * steps * 784 }, (_, i) => ((i * 7919) % 255) / 255);
const samples = {
  source: "bench",
  split: "train",
  count: batch * steps,
  shape: [784],
  gather: (indices) => values.subarray(0, indices.length * 784).slice(),
};
const targets = Int32Array.from({ length: batch * steps }, (_, i) => i % 10);
const order = Uint32Array.from({ length: batch * steps }, (_, i) => i);
const { layers } = presets["characteristics-mlp"];
const plain = (g, options) => network(g, { input: [784], layers, classes: 10, ...options });

async function stepper(given) {
  const { optimiser: chosen, regularisers } = trainingConfig({
    optimiser: { name: "adam", learningRate: 1e-4 },
    regularisers: given,
  });
  const optimiser = createOptimiser(chosen);
  const graph = trainingGraph({
    network: regularisedNetwork(plain, regularisers),
    optimiser,
    batch,
    input: [784],
    penalties: penaltiesOf(regularisers),
  });
  const runner = await createStepRunner(platform, graph, optimiser, { samples, targets }, batch);
  let state = initialState(graph.state);
  return async () => {
    const started = performance.now();
    ({ state } = await runner.run(state, { order, learningRate: 1e-4, firstStep: 0 }));
    return (performance.now() - started) / steps;
  };
}

const without = await stepper([]);
const named = ({ name, norm }) => (norm === undefined ? name : `${name} (${norm})`);
const all = [];
for (const config of configs) all.push({ name: named(config), step: await stepper([config]), pairs: [] });
for (const { step } of [{ step: without }, ...all]) for (let warm = 0; warm < 2; warm++) await step();
for (let i = 0; i < repetitions; i++)
  for (const { step, pairs } of all) pairs.push({ ours: await step(), theirs: await without() });
await platform.close();

const regularisers = all.map(({ name, pairs }) => ({
  name,
  milliseconds: median(pairs.map(({ ours }) => ours)),
  ratio: median(pairs.map(({ ours, theirs }) => ours / theirs)),
}));
const slowest = all.reduce((a, b) => (ratioOf(b) > ratioOf(a) ? b : a));
const rows = slowest.pairs.map(({ ours, theirs }) => ({ netspectra: ours, peer: theirs }));
const result = { bench: "regulariserStep", unit: "milliseconds per step", regularisers, slowest: slowest.name, rows };
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

function ratioOf({ pairs }) {
  return median(pairs.map(({ ours, theirs }) => ours / theirs));
}
