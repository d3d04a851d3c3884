// SGD-with-momentum steps of ResNet-20 (He et al. 2016) on 3 × 32 × 32, batch 100, in turns with PyTorch.
// Prints JSON. usage: node bench/resnetStep.js [repetitions] [python]     (after `npm run build`; peer: bench/resnetStep.py)
import { network, presets } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import {
  channelBlockSize,
  createOptimiser,
  createStepRunner,
  initialState,
  trainingConfig,
  trainingGraph,
} from "../dist/train/index.js";
import { inTurns } from "./inTurns.js";

const [repetitions = "7", python = "/usr/bin/python3"] = process.argv.slice(2);
const [batch, steps] = [100, 4];
const input = [3, 32, 32];
const { layers } = presets.resnet20;

const platform = createNodePlatform({ quiet: true });
const optimiser = createOptimiser(trainingConfig({ optimiser: { name: "sgd", learningRate: 0.01 } }).optimiser);
const build = (g, options) => network(g, { input, layers, classes: 10, ...options });
const channelBlock = await channelBlockSize(platform);
const graph = trainingGraph({ network: build, optimiser, batch, input, ...(channelBlock && { channelBlock }) });
const values = Float32Array.from({ length: batch * steps * 3072 }, (_, i) => ((i * 7919) % 255) / 255);
const samples = {
  source: "bench",
  split: "train",
  count: batch * steps,
  shape: input,
  gather: (indices) => values.slice(0, indices.length * 3072),
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

const result = await inTurns({
  bench: "resnetStep",
  unit: "milliseconds per step",
  repetitions: Number(repetitions),
  ours,
  python,
  script: "resnetStep.py",
  args: [String(steps)],
  read: ({ millisecondsPerStep }) => millisecondsPerStep,
});
await platform.close();
process.stdout.write(`${JSON.stringify({ ...result, versions: platform.versions }, undefined, 2)}\n`);
