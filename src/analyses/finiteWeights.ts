import { fail, isType } from "../base/index.ts";
import type { Graph } from "../graph/index.ts";

/** @throws NetspectraError that names the first weight that is not finite */
export function requireFiniteWeights(graph: Graph, path: string): void {
  for (const [name, tensor] of graph.initializers) {
    if (!isType(tensor, "float32") && !isType(tensor, "float64")) continue;
    const data = tensor.data as Float32Array;
    for (let i = 0; i < data.length; i++) {
      if (Number.isFinite(data[i]!)) continue;
      fail({
        subject: path,
        expected: "finite weights",
        got: `${data[i]} in "${name}" at element ${i}`,
        todo: "The training has probably diverged; use an earlier checkpoint.",
      });
    }
  }
}
