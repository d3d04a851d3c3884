// Arithmetic rate of the EDJM's Jacobian graph beside that of the runtime's own large products with constant weights, in turns
// in one process. Prints JSON. usage: node bench/arithmetic.js [width] [depth] [d] [n] [repetitions]   (after `npm run build`)
// The Jacobian's operations are those that the layers need: each layer once forward, and all but the last once per output
// backward, where the last one's gradient is a row of its weights. Whatever else the graph does counts as time alone.
import { prepareModel, selectOutput } from "../dist/analyses/index.js";
import { openGraph, openJacobian } from "../dist/analyses/jacobianStream.js";
import { newGraph } from "../dist/autodiff/index.js";
import { float32 } from "../dist/base/index.js";
import { createNodePlatform } from "../dist/platform/node/index.js";
import { hashedFloats } from "./hashed.js";
import { hashedNetwork, hashedSamples, layerSizes } from "./hashedNetwork.js";
import { median } from "./pairs.js";

const defaults = [1536, 4, 784, 2000, 7];
const [width, depth, d, n, repetitions] = defaults.map((value, i) => Number(process.argv[2 + i] ?? value));
const products = layerSizes(d, width, depth).flatMap((from, i, sizes) => (i > depth ? [] : [2 * from * sizes[i + 1]]));
const sum = (values) => values.reduce((a, b) => a + b, 0);
const jacobianFlops = n * (sum(products) + 10 * sum(products.slice(0, -1)));

const platform = createNodePlatform({ quiet: true });
const model = prepareModel(hashedNetwork(d, width, depth), "hashed.onnx", "0");
const stream = await openJacobian(platform, model, selectOutput(model, "logits"), hashedSamples(n, d));
const all = Array.from({ length: n }, (_, i) => i);

/** A chain of products, so that what goes into the session and comes out of it counts little. */
const [chain, rows] = [8, 1024];
const g = newGraph();
let x = g.input("x", "float32", [rows, width]);
for (let i = 0; i < chain; i++) {
  const weight = hashedFloats(i, width * width, Math.sqrt(3 / width));
  x = g.op("Gemm", [x, g.constant(float32([width, width], weight))]);
}
const session = await openGraph(platform, g.finish({ y: x }));
const feeds = { x: float32([rows, width], hashedFloats(100, rows * width, 1)) };
const gemmFlops = 2 * chain * rows * width * width;

async function rate(flops, work) {
  const started = performance.now();
  await work();
  return flops / 1e6 / (performance.now() - started);
}
const ofJacobian = () =>
  rate(jacobianFlops, async () => {
    for await (const _ of stream.run(all));
  });
const ofProducts = async () => {
  const rates = [];
  for (let i = 0; i < 5; i++) rates.push(await rate(gemmFlops, () => session.run(feeds)));
  return median(rates);
};
await ofJacobian();
await ofProducts();
const pairs = [];
for (let i = 0; i < repetitions; i++) pairs.push({ ours: await ofJacobian(), theirs: await ofProducts() });
await stream.close();
await session.release();
await platform.close();
console.log(JSON.stringify({ pairs }));
