import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, type Samples } from "../src/base/index.ts";
import { createModel, int, type Model } from "../src/graph/index.ts";

/** A ReLU network written down in plain float64, beside the same network as an ONNX model. */
export interface SmallNetwork {
  readonly model: Model;
  readonly sizes: readonly number[];
  /** f(x), with the activation pattern of `x`. */
  forward(x: ArrayLike<number>): { y: number[]; pattern: boolean[][] };
  /** The affine map that the network is for a given activation pattern: y = A x + c, applied to x. */
  affine(x: ArrayLike<number>, pattern: readonly boolean[][]): number[];
}

export function smallNetwork(sizes: readonly number[], { biases = true, seed = 0, scale = 1 } = {}): SmallNetwork {
  const layers = sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l]!;
    const stream = random(seed, "small network", l);
    const size = (l === sizes.length - 2 ? scale : 1) / Math.sqrt(inputs / 2);
    const weight = Float32Array.from({ length: outputs * inputs }, () => stream.normal() * size);
    const bias = Float32Array.from({ length: outputs }, () => (biases ? stream.normal() : 0));
    return { inputs, outputs, weight, bias };
  });
  const g = newGraph();
  let value = g.input("x", "float32", ["N", sizes[0]!]);
  layers.forEach(({ inputs, outputs, weight, bias }, l) => {
    const w = g.initializer(`w${l}`, float32([outputs, inputs], weight));
    value = g.op("Gemm", [value, w, g.initializer(`b${l}`, float32([outputs], bias))], { transB: int(1) });
    if (l < layers.length - 1) value = g.op("Relu", [value]);
  });
  const run = (x: ArrayLike<number>, fixed?: readonly boolean[][]) => {
    const pattern: boolean[][] = [];
    let h = Array.from(x);
    layers.forEach(({ inputs, weight, bias }, l) => {
      const z = Array.from(bias, (b, o) => h.reduce((sum, v, i) => sum + v * weight[o * inputs + i]!, b));
      const open = fixed?.[l] ?? z.map((v) => v > 0);
      if (l < layers.length - 1) pattern.push([...open]);
      h = l < layers.length - 1 ? z.map((v, o) => (open[o] ? v : 0)) : z;
    });
    return { y: h, pattern };
  };
  return {
    model: createModel(g.finish({ logits: value })),
    sizes,
    forward: (x) => run(x),
    affine: (x, pattern) => run(x, pattern).y,
  };
}

/** n standard normal samples with labels. */
export function normalSamples(count: number, shape: readonly number[], classes = 2, seed = 0): Samples {
  const size = shape.reduce((a, b) => a * b, 1);
  const stream = random(seed, "samples");
  const x = Float32Array.from({ length: count * size }, stream.normal);
  return samplesOf(
    x,
    shape,
    Int32Array.from({ length: count }, () => stream.integer(classes)),
  );
}

/** Samples over the given numbers. */
export function samplesOf(x: Float32Array, shape: readonly number[], labels?: Int32Array): Samples {
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    source: "generated",
    split: "test",
    count: x.length / size,
    shape,
    ...(labels && { labels }),
    gather: (indices) => {
      const chosen = new Float32Array(indices.length * size);
      Array.from(indices).forEach((index, i) => {
        chosen.set(x.subarray(index * size, (index + 1) * size), i * size);
      });
      return chosen;
    },
  };
}
