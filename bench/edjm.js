// EDJM of a d-(depth×width)-10 ReLU network around n random samples, to scores. Prints one JSON line.
// usage: node bench/edjm.js [n] [width] [depth] [d]     (after `npm run build`; peer: bench/edjm.py)
import { edjm, prepareModel } from "../dist/analyses/index.js";
import { newGraph } from "../dist/autodiff/index.js";
import { random } from "../dist/base/index.js";
import { createModel } from "../dist/graph/index.js";
import { mlp, network } from "../dist/models/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";

const defaults = [10000, 1536, 4, 784];
const [n, width, depth, d] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const g = newGraph();
const { logits } = network(g, { input: [d], layers: mlp(Array(depth).fill(width)), classes: 10 });
const model = prepareModel(createModel(g.finish({ logits })), "random.onnx", "0");
const stream = random(0, "bench");
// Bytes, as images are kept, so that the memory measured is that of the work.
const x = Uint8Array.from({ length: n * d }, () => stream.integer(256));
const data = {
  source: "random",
  split: "test",
  count: n,
  shape: [d],
  gather: (indices) => {
    const chosen = new Float32Array(indices.length * d);
    for (let i = 0; i < indices.length; i++) {
      for (let a = 0; a < d; a++) chosen[i * d + a] = x[indices[i] * d + a] / 255;
    }
    return chosen;
  },
};
const platform = createNodePlatform({ quiet: true });
const started = performance.now();
const { score, scoreInterval } = await edjm(platform, model, data);
const seconds = (performance.now() - started) / 1000;
await platform.close();
const peakMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, score, scoreInterval, peakMiB }));
