// The ReLU network d-(depth×width)-10 that edjm.py makes too: He-uniform weights and small biases from hashed numbers.
import { newGraph } from "../dist/autodiff/index.js";
import { float32 } from "../dist/base/index.js";
import { createModel, int } from "../dist/graph/index.js";
import { hashedBytes, hashedFloats } from "./hashed.js";

export function layerSizes(d, width, depth) {
  return [d, ...Array(depth).fill(width), 10];
}

/** A model with one float input "input", N × d, and the output "logits". */
export function hashedNetwork(d, width, depth) {
  const sizes = layerSizes(d, width, depth);
  const g = newGraph();
  let x = g.input("input", "float32", ["N", d]);
  for (let layer = 0; layer <= depth; layer++) {
    const [from, to] = [sizes[layer], sizes[layer + 1]];
    const weight = g.constant(float32([to, from], hashedFloats(2 * layer + 1, to * from, Math.sqrt(6 / from))));
    const bias = g.constant(float32([to], hashedFloats(2 * layer + 2, to, 0.1)));
    x = g.op("Gemm", [x, weight, bias], { transB: int(1) });
    if (layer < depth) x = g.op("Relu", [x]);
  }
  return createModel(g.finish({ logits: x }));
}

/** n samples of d hashed bytes, fed as value / 255: bytes, as images are kept, so that measured memory is that of the work. */
export function hashedSamples(n, d) {
  const x = hashedBytes(0, n * d);
  return {
    source: "hashed",
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
}
