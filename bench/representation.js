// Characteristics of every hidden layer of a d-(depth×width)-10 ReLU network around n samples. Prints one JSON line.
// usage: node bench/representation.js [n] [width] [depth] [d]     (after `npm run build`; peer: bench/representation.py)
import { prepareModel, representation } from "../dist/analyses/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hashedNetwork, hashedSamples } from "./hashedNetwork.js";

const defaults = [10000, 1536, 4, 784];
const [n, width, depth, d] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const model = prepareModel(hashedNetwork(d, width, depth), "hashed.onnx", "0");
const data = hashedSamples(n, d);
const platform = createNodePlatform({ quiet: true });
const started = performance.now();
const { layers } = await representation(platform, model, data);
const seconds = (performance.now() - started) / 1000;
await platform.close();
const peakMiB = process.resourceUsage().maxRSS / 1024;
const score = layers.reduce((sum, { correlation }) => sum + correlation / layers.length, 0);
console.log(JSON.stringify({ seconds, score, layers: layers.length, peakMiB }));
