import { prepareModel } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, type Samples } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { samplesOf } from "./smallNetwork.ts";

/** A network whose layer "z" is the ReLU (or another function) of its input, so that any representation can be fed. */
export function activationNetwork(shape: readonly number[], operator = "Relu") {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", ...shape]);
  const z = g.op(operator, [x]);
  const size = shape.reduce((a, b) => a * b, 1);
  const weights = random(1, "activation network");
  const w = g.initializer("w", float32([size, 3], Float32Array.from({ length: size * 3 }, weights.normal)));
  const graph = g.finish({ logits: g.matMul(g.reshape(z, ["N", size]), w) });
  return { model: prepareModel(createModel(graph), "activations.onnx", "0"), layer: graph.nodes[0]!.outputs[0]! };
}

/** Rows of numbers as samples of a shape; float32. */
export function rowSamples(rows: readonly ArrayLike<number>[], shape: readonly number[], labels?: Int32Array): Samples {
  return samplesOf(Float32Array.from(rows.flatMap((row) => Array.from(row))), shape, labels);
}

/** Correlated normal rows with means and scales of their own; unit 0 is never positive, unit 1 is always 2.7. */
export function normalRows(count: number, units: number, seed = 0): Float32Array[] {
  const stream = random(seed, "rows");
  const means = Array.from({ length: units }, () => 2 * stream.normal());
  const scales = Array.from({ length: units }, () => Math.exp(stream.normal()));
  return Array.from({ length: count }, () => {
    const common = stream.normal();
    return Float32Array.from({ length: units }, (_, i) => {
      const value = means[i]! + scales[i]! * (stream.normal() + common);
      return i === 0 ? -Math.abs(value) : i === 1 ? 2.7 : value;
    });
  });
}
