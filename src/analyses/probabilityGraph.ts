import { type Builder, int, type Value } from "../graph/index.ts";
import type { Head } from "./selectOutput.ts";

/**
 * The Jacobian of the probabilities as part of a graph, in float64 from that of the logits z: the graph form of
 * `probabilityRows`, with the same care for the most probable class.
 *
 * @param logits N × k, any float type
 * @param rows Jacobian of the logits, N × k × d
 * @returns N × k × d, float64
 */
export function probabilityGraph(g: Builder, head: Head, logits: Value, rows: Value): Value {
  const [n, k] = rows.shape as readonly [number | string, number, number];
  const z = g.cast(g.reshape(logits, [n, k]), "float64");
  const jacobian = g.cast(rows, "float64");
  const each = (x: Value) => g.unsqueeze(x, [2]);
  if (head === "sigmoid") {
    const slope = g.mul(g.op("Sigmoid", [z]), g.op("Sigmoid", [g.neg(z)]));
    return g.mul(each(slope), jacobian);
  }
  const p = g.op("Softmax", [z], { axis: int(1) });
  const weights = g.unsqueeze(p, [1]);
  const largest = g.op("ArgMax", [z], { axis: int(1), keepdims: int(1) });
  const isLargest = each(g.equal(g.indices(Array.from({ length: k }, (_, j) => j)), largest));
  const best = g.reduceSum(g.where(isLargest, jacobian, 0), [1]);
  const others = g.sub(jacobian, g.matMul(weights, jacobian));
  const top = g.matMul(weights, g.sub(best, jacobian));
  return g.mul(each(p), g.where(isLargest, top, others));
}
