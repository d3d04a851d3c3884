// Products with the Hessian of the CNN of Choi et al. 2018 (table 7) on 3 × 32 × 32: what a density by stochastic Lanczos quadrature
// (80 steps, 10 probes, 1,000 samples: 800 products over 10 batches) consists of, in turns with PyTorch's double backward.
// Prints JSON. usage: node bench/hessian.js [repetitions] [python] [samples] [vectors]     (after `npm run build`; peer: bench/hessian.py)

import { openHessianOperator } from "../dist/analyses/hessian/hessianOperator.js";
import { hessianProblem } from "../dist/analyses/hessian/hessianProblem.js";
import { labelledData } from "../dist/analyses/hessian/labelledData.js";
import { prepareModel } from "../dist/analyses/index.js";
import { newGraph } from "../dist/autodiff/index.js";
import { createModel } from "../dist/graph/index.js";
import { network, presets } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { inTurns } from "./inTurns.js";

const [repetitions = "5", python = "/usr/bin/python3", samples = "100", vectors = "2"] = process.argv.slice(2);
const [n, count] = [Number(samples), Number(vectors)];
const input = [3, 32, 32];

const platform = createNodePlatform({ quiet: true });
const g = newGraph();
const { logits } = network(g, { input, layers: presets["characteristics-cnn"].layers, classes: 10, seed: 0 });
const model = prepareModel(createModel(g.finish({ logits })), "bench", "");
const values = Float32Array.from({ length: n * 3072 }, (_, i) => ((i * 7919) % 255) / 255);
const given = {
  source: "bench",
  split: "train",
  count: n,
  shape: input,
  labels: Int32Array.from({ length: n }, (_, i) => i % 10),
  gather: (indices) => values.slice(indices[0] * 3072, (indices[0] + indices.length) * 3072),
};
const problem = hessianProblem(model, { loss: "cross-entropy", wrt: "parameters" });
const data = labelledData(model, given, problem.classes);
const operator = openHessianOperator(platform, model, problem, data, { gaussNewton: false, precision: "float32" });
const block = Float64Array.from({ length: count * problem.order }, (_, i) => ((i * 31) % 7) - 3);
const ours = async () => {
  const started = performance.now();
  await operator.apply(block, count);
  return (performance.now() - started) / count / Math.ceil(n / 100);
};

const result = await inTurns({
  bench: "hessian",
  unit: "milliseconds per product with a vector over 100 samples",
  repetitions: Number(repetitions),
  ours,
  python,
  script: "hessian.py",
  args: [samples, vectors],
  read: ({ millisecondsPerProduct }) => millisecondsPerProduct,
  warm: 1,
});
await operator.close();
await platform.close();
const { batch, flops } = operator;
process.stdout.write(`${JSON.stringify({ ...result, batch, flops, versions: platform.versions }, undefined, 2)}\n`);
