import { int64, multiplyDimensions, type Shape } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";
import { allAxes } from "./axes.ts";
import { type Reduction, reductionAttribute } from "./scattering.ts";

/**
 * ScatterND as ScatterElements: the indexed axes are merged into one, and each tuple becomes its place there.
 *
 * The runtime's ScatterND loses terms when several threads add to one place; its ScatterElements is exact.
 *
 * @param batchDims leading axes that data and tuples share, as in GatherND
 */
export function scatterTuples(
  g: Builder,
  data: Value,
  indices: Value,
  updates: Value,
  reduction: Reduction,
  batchDims = 0,
): Value {
  const depth = batchDims + (indices.shape.at(-1) as number);
  const merged = g.reshape(data, [product(data.shape.slice(0, depth)), product(data.shape.slice(depth))], undefined);
  const places = tuplePlaces(g, data, indices, batchDims);
  const list = g.reshape(updates, [places.shape[0]!, merged.shape[1]!], undefined);
  const scattered = g.op("ScatterElements", [merged, g.expand(places, list.shape, list), list], {
    axis: int(0),
    ...reductionAttribute(reduction),
  });
  return g.reshape(scattered, data.shape, data);
}

const product = (sizes: Shape) => multiplyDimensions(1, ...sizes);

/** Σ index · stride for every tuple, as a column; negative indices count from the end. */
function tuplePlaces(g: Builder, data: Value, indices: Value, batchDims: number): Value {
  const last = indices.shape.length - 1;
  const tuples = g.cast(indices, "int64");
  const sizes = allAxes(batchDims + (indices.shape[last] as number)).map((axis) => sizeOfAxis(g, data, axis));
  const terms = sizes.map((size, axis) => {
    if (axis < batchDims) return countAlong(g, tuples, size, axis);
    const index = g.slice(tuples, [last], [axis - batchDims], [axis - batchDims + 1]);
    return g.where(g.greater(0, index), g.add(index, size), index);
  });
  const [first, ...rest] = terms;
  const places = rest.reduce((sum, term, i) => g.add(g.mul(sum, sizes[i + 1]!), term), first!);
  return g.reshape(places, [product(indices.shape.slice(0, -1)), 1]);
}

function sizeOfAxis(g: Builder, x: Value, axis: number): Value {
  const size = x.shape[axis]!;
  if (typeof size === "number") return g.constant(int64([], [size]));
  return g.op("Gather", [g.op("Shape", [x]), g.constant(int64([], [axis]))]);
}

/** 0, 1, … along one axis of the tuples. */
function countAlong(g: Builder, tuples: Value, size: Value, axis: number): Value {
  const range = g.op("Range", [g.scalar(0, size), size, g.scalar(1, size)]);
  const last = tuples.shape.length - 1;
  const others = allAxes(last + 1).filter((i) => i !== axis);
  const column = g.slice(tuples, [last], [0], [1]);
  return g.expand(g.unsqueeze(range, others), column.shape, column);
}
