// Information bounds of one ReLU layer, with labels and the binned estimate, around n samples. Prints one JSON line.
// usage: node bench/information.js [n] [units] [variance]     (after `npm run build`; peer: bench/information.py)
import { information, prepareModel } from "../dist/analyses/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hashedNetwork, hashedSamples } from "./hashedNetwork.js";

const defaults = [10000, 100, 1];
const [n, units, variance] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const model = prepareModel(hashedNetwork(units, units, 1), "hashed.onnx", "0");
const data = { ...hashedSamples(n, units), labels: Int32Array.from({ length: n }, (_, i) => i % 10) };
const platform = createNodePlatform({ quiet: true });
const started = performance.now();
const { layers } = await information(platform, model, data, { noise: { variance }, sweep: false });
const seconds = (performance.now() - started) / 1000;
await platform.close();
const peakMiB = process.resourceUsage().maxRSS / 1024;
const { inputUpper, inputLower, labelUpper, labelLower, labelUpperRigorous, labelLowerRigorous } = layers[0];
const bounds = [inputUpper, inputLower, labelUpper, labelLower, labelUpperRigorous, labelLowerRigorous];
const score = bounds.reduce((sum, bound) => sum + bound, 0);
console.log(JSON.stringify({ seconds, score, bounds, peakMiB }));
