import { batch, type Dimension, divideDimensions, fail, formatShape, isFloat, isStatic } from "../base/index.ts";
import type { Builder, Graph, Value } from "../graph/index.ts";
import { type BatchAxis, batchAxes, followBatch } from "./batchAxis.ts";

/** A tensor as a matrix with one sample per row: N × size, the elements of a sample in row-major order. */
export interface SampleView {
  /** Elements of one sample. */
  readonly size: number;
  /** Whether the tensor itself has the batch on its first axis, so that the matrix is a mere reshape. */
  readonly first: boolean;
  /** Any value of the tensor's shape as N × size. */
  flatten(x: Value): Value;
  /** The inverse: N × size in the tensor's shape. */
  unflatten(x: Value): Value;
}

/**
 * How the samples lie in a float tensor, wherever its batch axis is: T×N×C, or merged with other axes as in "12*N"×T×C.
 * A sample's own axes keep their order, and what is merged into the batch axis counts as one of them.
 *
 * @param samples how many there are in every run, where the batch size is fixed: the first axis, or, for one sample, the
 *   whole tensor
 * @throws NetspectraError for tensors that are not float, have no batch axis or sizes that are open, and when samples meet
 *   on the way to the tensor
 */
export function sampleView(g: Builder, graph: Graph, value: Value, samples?: number): SampleView {
  const { name, type, shape } = value;
  if (!isFloat(type)) fail({ subject: `tensor "${name}"`, expected: "a float tensor", got: type });
  if (samples !== undefined) return fixedView(g, value, samples);
  const { axis, outer } = batchAxisOf(g, graph, value);
  const inner = divideDimensions(shape[axis]!, batch);
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  if (typeof inner !== "number" || !isStatic(before) || !isStatic(after)) {
    return refuse(value, `one batch axis (${batch}×…) and known sizes on all others`);
  }
  const rows = product(before) * outer;
  const columns = (inner / outer) * product(after);
  const matrix = [batch, rows * columns];
  return {
    size: rows * columns,
    first: axis === 0 && outer === 1,
    flatten: (x) =>
      rows === 1
        ? g.reshape(x, matrix)
        : g.reshape(g.transpose(g.reshape(x, [rows, batch, columns]), [1, 0, 2]), matrix),
    unflatten: (x) =>
      rows === 1 ? g.reshape(x, shape) : g.reshape(g.transpose(g.reshape(x, [batch, rows, columns]), [1, 0, 2]), shape),
  };
}

/** All samples of a batch of a fixed size, on the first axis; one sample may be a tensor without that axis. */
function fixedView(g: Builder, value: Value, samples: number): SampleView {
  const { shape } = value;
  const first = shape[0] === samples;
  if (!isStatic(shape) || !(first || samples === 1)) return refuse(value, `a batch of ${samples} on the first axis`);
  const size = product(shape) / samples;
  return { size, first, flatten: (x) => g.reshape(x, [samples, size]), unflatten: (x) => g.reshape(x, shape) };
}

function batchAxisOf(g: Builder, graph: Graph, value: Value): BatchAxis {
  const axes = value.shape.flatMap((size, axis) => (holdsBatch(size) ? [axis] : []));
  const [axis] = axes;
  if (axis === undefined || axes.length > 1) return refuse(value, `one batch axis (${batch}×…)`);
  if (value.shape[axis] === batch) return { axis, outer: 1 };
  const known = batchAxes(graph.inputs.map(({ name }) => g.value(name)));
  const needed = new Set([value.name]);
  for (const node of graph.nodes.toReversed()) {
    if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) needed.add(name);
  }
  for (const node of graph.nodes) if (node.outputs.some((name) => needed.has(name))) followBatch(g, node, known);
  return known.get(value.name) ?? refuse(value, `one batch axis (${batch}×…)`);
}

/** Whether a size counts samples. */
export const holdsBatch = (size: Dimension): boolean => typeof size === "string" && size.split("*").includes(batch);

const product = (sizes: readonly number[]): number => sizes.reduce((p, size) => p * size, 1);

function refuse({ name, shape }: Value, expected: string): never {
  return fail({
    subject: `tensor "${name}"`,
    expected,
    got: formatShape(shape),
    todo: "Choose a tensor that has a value for every sample.",
  });
}
