import { normalizeAxis } from "../../base/index.ts";
import { int } from "../../graph/index.ts";
import { defineOp, type OpDefinition } from "./defineOp.ts";
import { reducedShape } from "./reduction.ts";

/** Where along `axis` the largest or smallest element is; of several, the first, or the last if so asked. */
export function extremeIndex(): OpDefinition {
  return defineOp({
    inputs: ["x"],
    outputs: ["y"],
    attributes: { axis: int(0), keepdims: int(1), select_last_index: int(0) },
    infer: ({ x, axis, keepdims }) => ({
      y: { type: "int64", shape: reducedShape(x.shape, [normalizeAxis(axis, x.shape.length)], keepdims !== 0) },
    }),
    mixes: ({ axis }) => ({ x: [axis] }),
    stops: "integer-valued",
    samples: [{ x: [2, 3] }, { x: [2, 3], axis: -1, keepdims: 0 }, { x: [4], select_last_index: 1 }],
  });
}
