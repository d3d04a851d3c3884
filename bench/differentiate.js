// How long graph transformations take: lowering, differentiating and simplifying a residual network of 2,000 nodes, and
// Jacobians of many columns. Nothing is run. Prints one JSON line.
// usage: node bench/differentiate.js [rounds]     (after `npm run build`)
import { hessianVectorProduct, jacobian, lower, newGraph, simplify } from "../dist/autodiff/index.js";
import { float32 } from "../dist/base/index.js";
import { int, ints } from "../dist/graph/index.js";

const rounds = Number(process.argv[2] ?? 5);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Residual blocks of two 3×3 convolutions with batch normalisation: seven nodes each. */
function residualNetwork(blocks, channels, classes) {
  const g = newGraph();
  const filled = (shape) =>
    g.constant(float32(shape, new Float32Array(shape.reduce((size, n) => size * n, 1)).fill(0.1)));
  const layer = (x, from, to) => {
    const y = g.op("Conv", [x, filled([to, from, 3, 3])], { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) });
    return g.op("BatchNormalization", [y, filled([to]), filled([to]), filled([to]), filled([to])]);
  };
  let x = g.op("Relu", [layer(g.input("x", "float32", ["N", 3, 32, 32]), 3, channels)]);
  for (let i = 0; i < blocks; i++) {
    const inner = g.op("Relu", [layer(x, channels, channels)]);
    x = g.op("Relu", [g.add(layer(inner, channels, channels), x)]);
  }
  const features = g.op("Flatten", [g.op("GlobalAveragePool", [x])]);
  const logits = g.op("Gemm", [features, filled([classes, channels]), filled([classes])], { transB: int(1) });
  return g.finish({ logits, loss: g.reduceSum(g.mul(logits, logits)) });
}

const range = (length) => Array.from({ length }, (_, i) => i);
const measure = (work) =>
  median(
    range(rounds).map(() => {
      const started = performance.now();
      work();
      return (performance.now() - started) / 1000;
    }),
  );
const prepared = (graph, output) => simplify(lower({ ...graph, outputs: [{ name: output }] }));

const deep = residualNetwork(285, 16, 10);
const wide = prepared(residualNetwork(8, 64, 1000), "logits");
const shallow = prepared(residualNetwork(8, 16, 10), "loss");
console.log(
  JSON.stringify({
    nodes: deep.nodes.length,
    jacobian: measure(() => jacobian(prepared(deep, "logits"))),
    columns64: measure(() => jacobian(wide, { columns: range(64) })),
    columns1000: measure(() => jacobian(wide)),
    hessian: measure(() => hessianVectorProduct(shallow, { loss: "loss", wrt: ["x"] })),
  }),
);
