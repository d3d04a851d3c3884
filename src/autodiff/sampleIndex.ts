import { batch, type Dimension, divideDimensions } from "../base/index.ts";
import type { Node, Value } from "../graph/index.ts";
import type { BatchAxis } from "./batchAxis.ts";

/**
 * What is known of integers that say where a sample lies: those of sample n are n·scale … n·scale + spread − 1. Scale 0
 * says that all are below `spread`.
 */
export interface SampleIndex {
  readonly scale: number;
  readonly spread: number;
}

type Axes = ReadonlyMap<string, BatchAxis>;
type Operands = readonly (Value | undefined)[];

/** Operators that keep the elements and change their places only. */
const carries: readonly string[] = [
  "Cast",
  "Expand",
  "Flatten",
  "Identity",
  "Reshape",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
];

/** Range(0, N): the numbers of the samples. */
export function isNumbering({ operator }: Node, output: Value | undefined): boolean {
  return operator === "Range" && output?.shape.length === 1 && output.shape[0] === batch;
}

/** What is known of the integers in a result; a list where it differs along the last axis (tuples of indices). */
export function followIndex(node: Node, inputs: Operands, axes: Axes): BatchAxis["index"] {
  const [x, y] = inputs;
  if (!x) return undefined;
  const [a, b] = [indexOf(x, axes), y && indexOf(y, axes)];
  switch (node.operator) {
    case "ArgMax":
    case "ArgMin":
      return argumentIndex(node, x);
    case "Add":
      return a && b && { scale: a.scale + b.scale, spread: a.spread + b.spread - 1 };
    case "Mul":
      return product(a, y) ?? product(b, x);
    case "Concat":
      return inputs.flatMap((part) => {
        const width = part?.shape.at(-1);
        return part && typeof width === "number" ? Array.from({ length: width }, () => indexOf(part, axes)) : [];
      });
    default:
      return carries.includes(node.operator) ? a : undefined;
  }
}

/**
 * Where the samples lie after a node that picks or places by index along the batch axis, if every sample picks from
 * itself: Gather, GatherND, ScatterND with the numbers of the samples as indices. Undefined for all other nodes.
 */
export function followPicked(node: Node, inputs: Operands, axes: Axes): BatchAxis | undefined {
  const [x, indices, updates] = inputs;
  const numbered = indices && axes.get(indices.name);
  if (!x || !indices || !numbered?.index || numbered.outer !== 1) return undefined;
  const from = axes.get(x.name) ?? standing(x);
  if (from?.outer !== 1) return undefined;
  const own = divideDimensions(x.shape[from.axis]!, batch);
  const picksOwn = (index: SampleIndex | undefined) =>
    index !== undefined && index.scale === own && index.spread <= index.scale;
  if (node.operator === "Gather") {
    const axis = attribute(node, "axis", 0);
    const along = axis < 0 ? axis + x.shape.length : axis;
    const { index } = numbered;
    const fits = along === from.axis && !isTuple(index) && picksOwn(index);
    return fits ? { axis: along + numbered.axis, outer: 1 } : undefined;
  }
  const column = isTuple(numbered.index) ? numbered.index[from.axis] : undefined;
  const inTuples = numbered.axis < indices.shape.length - 1 && picksOwn(column);
  if (!inTuples) return undefined;
  if (node.operator === "GatherND" && attribute(node, "batch_dims", 0) === 0) return { axis: numbered.axis, outer: 1 };
  if (node.operator !== "ScatterND") return undefined;
  const given = updates && axes.get(updates.name);
  return !given || (given.axis === numbered.axis && given.outer === 1) ? from : undefined;
}

/** The batch axis of a value that has one but holds nothing of the samples (zeros in the shape of the batch). */
export function standing({ shape }: Value): BatchAxis | undefined {
  const places = shape.flatMap((size: Dimension, axis) =>
    typeof divideDimensions(size, batch) === "number" ? [axis] : [],
  );
  const [axis] = places;
  return places.length === 1 && axis !== undefined ? { axis, outer: 1 } : undefined;
}

const isTuple = (index: BatchAxis["index"]): index is readonly (SampleIndex | undefined)[] => Array.isArray(index);

function indexOf(value: Value, axes: Axes): SampleIndex | undefined {
  const index = axes.get(value.name)?.index;
  if (index) return isTuple(index) ? undefined : index;
  const numbers = value.content?.filter((d) => typeof d === "number" && d >= 0) as readonly number[] | undefined;
  if (!numbers || numbers.length !== value.content?.length || numbers.length === 0) return undefined;
  return { scale: 0, spread: Math.max(...numbers) + 1 };
}

function product(index: SampleIndex | undefined, factor: Value | undefined): SampleIndex | undefined {
  const [c] = factor?.content ?? [];
  if (!index || factor?.content?.length !== 1 || typeof c !== "number" || c < 0) return undefined;
  return { scale: index.scale * c, spread: (index.spread - 1) * c + 1 };
}

function argumentIndex(node: Node, x: Value): SampleIndex | undefined {
  const size = x.shape.at(attribute(node, "axis", 0));
  return typeof size === "number" ? { scale: 0, spread: size } : undefined;
}

function attribute({ attributes }: Node, name: string, otherwise: number): number {
  const given = attributes[name];
  return given?.kind === "int" ? given.value : otherwise;
}
