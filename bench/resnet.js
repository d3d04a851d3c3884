// Jacobians of all 10 outputs of ResNet-20 around n random images of 3 × 32 × 32, to rows in memory, in turns with PyTorch.
// Prints JSON. usage: node bench/resnet.js [repetitions] [python] [n]   (after `npm run build`; peer: bench/resnet.py)
import { prepareModel, selectOutput } from "../dist/analyses/index.js";
import { openJacobian } from "../dist/analyses/jacobianStream.js";
import { newGraph } from "../dist/autodiff/index.js";
import { random } from "../dist/base/index.js";
import { createModel } from "../dist/graph/index.js";
import { network, presets } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { inTurns } from "./inTurns.js";

const [repetitions = "5", python = "/usr/bin/python3", n = "1000"] = process.argv.slice(2);
const count = Number(n);
const shape = [3, 32, 32];
const g = newGraph();
const { logits } = network(g, { input: shape, layers: presets.resnet20.layers, classes: 10 });
const model = prepareModel(createModel(g.finish({ logits })), "random.onnx", "0");
const stream = random(0, "bench");
const x = Float32Array.from({ length: count * 3072 }, () => stream.uniform());
const data = {
  source: "random",
  split: "test",
  count,
  shape,
  gather: (indices) => {
    const chosen = new Float32Array(indices.length * 3072);
    indices.forEach((index, i) => {
      chosen.set(x.subarray(index * 3072, (index + 1) * 3072), i * 3072);
    });
    return chosen;
  },
};
const platform = createNodePlatform({ quiet: true });
const jacobian = await openJacobian(platform, model, selectOutput(model, "logits"), data);
const all = Array.from({ length: count }, (_, i) => i);
const ours = async () => {
  const started = performance.now();
  const rows = [];
  for await (const block of jacobian.run(all)) rows.push(block.rows);
  return (performance.now() - started) / 1000;
};

const result = await inTurns({
  bench: "resnet",
  unit: `seconds for ${count} images`,
  repetitions: Number(repetitions),
  ours,
  python,
  script: "resnet.py",
  args: [n],
  read: ({ seconds }) => seconds,
});
await jacobian.close();
await platform.close();
process.stdout.write(`${JSON.stringify({ ...result, versions: platform.versions }, undefined, 2)}\n`);
