import { int64 } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";

/**
 * Index tuples that also name their place along the leading `batchDims` axes, so that GatherND with batch axes becomes
 * GatherND (or ScatterND) without.
 */
export function batchedIndices(g: Builder, indices: Value, batchDims: number): Value {
  const last = indices.shape.length - 1;
  const tuples = g.cast(indices, "int64");
  const lead = g.slice(tuples, [last], [0], [1]);
  const places = Array.from({ length: batchDims }, (_, axis) => {
    const size = g.op("Gather", [g.op("Shape", [indices]), g.constant(int64([], [axis]))]);
    const range = g.op("Range", [g.constant(int64([], [0])), size, g.constant(int64([], [1]))]);
    const others = Array.from({ length: last + 1 }, (_, i) => i).filter((i) => i !== axis);
    return g.expand(g.unsqueeze(range, others), lead.shape, lead);
  });
  return g.concat([...places, tuples], last);
}
