import { batch, isInteger, numbers, type Shape, sizeOf, type Tensor, type TypedArray } from "../base/index.ts";
import { type Builder, int, type Value } from "../graph/index.ts";
import { stridedWalk, stridesOf } from "./stridedWalk.ts";

/** The number of samples in the graph, as a tensor of one element: the size of the first axis of `input`. */
function sampleCount(g: Builder, input: string): Value {
  return g.op("Shape", [g.value(input)], { start: int(0), end: int(1) });
}

/** The numbers of the samples, 0 … N − 1. */
export function sampleNumbers(g: Builder, input: string): Value {
  const first = g.constant({ type: "int64", shape: [], data: BigInt64Array.of(0n) });
  const step = g.constant({ type: "int64", shape: [], data: BigInt64Array.of(1n) });
  return g.op("Range", [first, g.squeeze(sampleCount(g, input), [0]), step]);
}

/** What a constant holds for every step of an axis, with that axis of size 1; undefined where the steps differ. */
export function commonRow(x: Tensor, axis: number): Tensor | undefined {
  const size = x.shape[axis] ?? 0;
  if (size === 0 || x.type === "string") return undefined;
  const shape = x.shape.with(axis, 1);
  const strides = stridesOf(x.shape);
  const places = stridedWalk(shape, strides);
  const from = x.data as TypedArray;
  const data = new (from.constructor as new (length: number) => TypedArray)(places.length);
  for (let i = 0; i < places.length; i++) {
    const value = from[places[i]!]!;
    data[i] = value;
    for (let row = 1; row < size; row++) if (from[places[i]! + row * strides[axis]!] !== value) return undefined;
  }
  return { type: x.type, shape, data } as Tensor;
}

/**
 * A value that is the same for every sample, repeated along `axis` for as many samples as there are: a constant whose
 * steps along the axis agree, or a value with one step, also where it was repeated for the exported batch. Undefined for
 * any other.
 */
export function repeated(g: Builder, x: Value, axis: number, input: string): Value | undefined {
  const tensor = g.constantOf(x);
  const row = tensor ? commonRow(tensor, axis) : undefined;
  if (row) return stretched(g, g.constant(row), row.shape, axis, input);
  if (x.shape[axis] === 1) return stretched(g, x, x.shape, axis, input);
  const producer = g.nodes.find(({ operator, outputs }) => operator === "Expand" && outputs[0] === x.name);
  const source = producer && g.value(producer.inputs[0]!);
  const own = source?.shape[axis - x.shape.length + source.shape.length] ?? 1;
  return source && own === 1 ? stretched(g, source, x.shape, axis, input) : undefined;
}

/** x stretched to `shape`, with as many steps along `axis` as there are samples. */
function stretched(g: Builder, x: Value, shape: Shape, axis: number, input: string): Value {
  const before = g.indices(shape.slice(0, axis).map(Number));
  const after = g.indices(shape.slice(axis + 1).map(Number));
  return g.op("Expand", [x, g.concat([before, sampleCount(g, input), after], 0)]);
}

/**
 * Tuples of indices (in the last axis) of which element `column` counts the steps of `axis`, which was the batch: the
 * same for any number of samples. Undefined where it does not count them, or where other elements differ.
 */
export function openTuples(g: Builder, x: Tensor, axis: number, column: number, input: string): Value | undefined {
  const depth = x.shape.at(-1) ?? 0;
  if (!isInteger(x.type) || column >= depth || axis >= x.shape.length - 1) return undefined;
  const values = numbers(x);
  const stride = stridesOf(x.shape)[axis]!;
  const size = x.shape[axis]!;
  const counts = values.every((v, i) => i % depth !== column || v === Math.floor(i / stride) % size);
  const others = values.map((v, i) => (i % depth === column ? 0 : v));
  const row = counts
    ? commonRow({ type: "int64", shape: x.shape, data: BigInt64Array.from(others, BigInt) }, axis)
    : undefined;
  if (!row) return undefined;
  const tuple = row.shape.slice(0, -1);
  const own = g.reshape(sampleNumbers(g, input), [...tuple.map((_, i) => (i === axis ? batch : 1)), 1]);
  const columns = Array.from({ length: depth }, (_, i) => {
    if (i === column) return stretched(g, own, [...tuple, 1], axis, input);
    const part = Array.from({ length: sizeOf(tuple) }, (_, j) => numbers(row)[j * depth + i]!);
    const fixed = g.constant({ type: "int64", shape: [...tuple, 1], data: BigInt64Array.from(part, BigInt) });
    return stretched(g, fixed, fixed.shape, axis, input);
  });
  return g.concat(columns, x.shape.length - 1);
}
