import { batch, int64, isStatic, type Shape, sizeOf } from "../base/index.ts";
import type { Builder, Node, Value } from "../graph/index.ts";
import type { BatchAxis } from "./batchAxis.ts";
import { commonRow, openTuples, repeated, sampleNumbers } from "./openConstants.ts";
import { standing } from "./sampleIndex.ts";

/** A graph as it was exported, for one fixed batch size. */
export interface FrozenGraph {
  readonly size: number;
  /** The input along whose first axis the samples lie. */
  readonly input: string;
  readonly graph: Builder;
  /** Where the samples lie in the values of the graph with an open batch, as far as they were followed. */
  readonly axes: Map<string, BatchAxis>;
}

type Operands = readonly (Value | undefined)[];
type Open = (g: Builder, node: Node, operands: Operands, frozen: FrozenGraph) => Operands;

/** How the constants are opened into which exporters bake the batch size, by operator. */
const openers: Readonly<Record<string, Open>> = {
  Concat: openConcat,
  Expand: openExpand,
  Gather: openGather,
  GatherElements: openElements,
  GatherND: openPlaces,
  Reshape: openReshape,
  ScatterElements: openElements,
  ScatterND: openPlaces,
};

/** Operators that stretch an operand of size 1 to the size of the others. */
const stretching: readonly string[] =
  "Add Sub Mul Div Pow Min Max Mean Sum PRelu Where Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor".split(
    " ",
  );

/**
 * The operands of a node in the graph with an open batch axis, where the exporter has baked the batch size into a
 * constant: shapes, operands that are the same for every sample (a class token), the numbers of the samples as indices.
 *
 * For samples that do not interact (which is checked) the result is the exported function, for any number of them.
 */
export function openOperands(g: Builder, node: Node, operands: Operands, frozen: FrozenGraph): Operands {
  if (stretching.includes(node.operator)) return openStretching(g, operands, frozen);
  return openers[node.operator]?.(g, node, operands, frozen) ?? operands;
}

/** Where the batch lies in a value of the open graph. */
const placeOf = (x: Value | undefined, axes: FrozenGraph["axes"]): BatchAxis | undefined =>
  x && (axes.get(x.name) ?? standing(x));

function openReshape(g: Builder, node: Node, operands: Operands, { size, graph, axes }: FrozenGraph): Operands {
  const [x, target, ...rest] = operands;
  const shape = graph.value(node.outputs[0]!).shape;
  const samples = placeOf(x, axes);
  if (!x || !samples || !isStatic(shape) || target?.content?.some((d) => typeof d === "string")) return operands;
  const place = batchPlace(x.shape, samples, shape, size);
  if (place === undefined) return operands;
  return [x, g.constant(int64([shape.length], shape.with(place, -1))), ...rest];
}

/**
 * Which axis of the exported shape holds the batch. As many elements must stand before the samples as did; where that
 * leaves a choice: an axis of the batch's own size, else the axis where it was, else the first.
 */
function batchPlace(from: Shape, { axis, outer }: BatchAxis, to: readonly number[], size: number): number | undefined {
  const before = from.slice(0, axis).reduce<number>((p, d) => p * Number(d), outer);
  const outside = to.map((_, i) => before / sizeOf(to.slice(0, i)));
  const possible = to.flatMap((d, i) => (Number.isInteger(outside[i]) && d % (size * outside[i]!) === 0 ? [i] : []));
  const own = possible.find((i) => to[i] === size && outside[i] === 1);
  if (own !== undefined) return own;
  return from.length === to.length && possible.includes(axis) ? axis : possible[0];
}

/** A target of 1 keeps the size that the operand has. */
function openExpand(g: Builder, _: Node, operands: Operands, { axes }: FrozenGraph): Operands {
  const [x, target] = operands;
  const samples = placeOf(x, axes);
  const shape = target?.content;
  if (!x || !samples || !shape || !isStatic(shape)) return operands;
  const axis = samples.axis - x.shape.length + shape.length;
  return axis < 0 ? operands : [x, g.constant(int64([shape.length], shape.with(axis, 1)))];
}

/** Operands of a Concat that are the same for every sample stand beside each of them. */
function openConcat(g: Builder, node: Node, operands: Operands, { size, input }: FrozenGraph): Operands {
  const whole = operands.find((x) => x?.shape.includes(batch));
  const attribute = node.attributes["axis"];
  if (!whole || attribute?.kind !== "int") return operands;
  const rank = whole.shape.length;
  const along = whole.shape.indexOf(batch);
  if ((attribute.value + rank) % rank === along) return operands;
  return operands.map((x) => (x && x.shape.length === rank ? beside(g, x, along, size, input) : x));
}

/** A value whose axis has the exported batch size, repeated for every sample where it is the same for each. */
function beside(g: Builder, x: Value, axis: number, size: number, input: string): Value {
  return x.shape[axis] === size ? (repeated(g, x, axis, input) ?? x) : x;
}

/** Constants that repeat themselves for each sample are said once. */
function openStretching(g: Builder, operands: Operands, { size, axes }: FrozenGraph): Operands {
  const whole = operands.find((x) => placeOf(x, axes));
  const samples = placeOf(whole, axes);
  if (!whole || !samples || size === 1) return operands;
  return operands.map((x) => {
    const axis = x ? samples.axis - whole.shape.length + x.shape.length : -1;
    const tensor = x && axis >= 0 && x.shape[axis] === size ? g.constantOf(x) : undefined;
    const row = tensor && commonRow(tensor, axis);
    return row ? g.constant(row) : x;
  });
}

/** Rows picked by 0, 1, 2, … are all rows. */
function openGather(g: Builder, node: Node, operands: Operands, { size, input, axes }: FrozenGraph): Operands {
  const [x, indices] = operands;
  const samples = placeOf(x, axes);
  const given = node.attributes["axis"];
  const axis = given?.kind === "int" ? given.value : 0;
  const counts = indices?.content?.length === size && indices.content.every((d, i) => d === i);
  if (!x || !samples || indices?.shape.length !== 1 || !counts) return operands;
  if ((axis < 0 ? axis + x.shape.length : axis) !== samples.axis || x.shape[samples.axis] !== batch) return operands;
  return [x, sampleNumbers(g, input)];
}

/** Indices, data and updates that are the same for every sample. */
function openElements(g: Builder, _: Node, operands: Operands, { size, input, axes }: FrozenGraph): Operands {
  const samples = placeOf(
    operands.find((x) => placeOf(x, axes)),
    axes,
  );
  return samples ? operands.map((x) => x && beside(g, x, samples.axis, size, input)) : operands;
}

/** Tuples of indices that start with the sample's own number, and data and updates that are the same for each. */
function openPlaces(g: Builder, _: Node, operands: Operands, { size, input, axes }: FrozenGraph): Operands {
  const [data, indices, updates] = operands;
  if (!data || !indices) return operands;
  const column = placeOf(data, axes)?.axis ?? 0;
  const given = placeOf(updates, axes)?.axis;
  const tensor = g.constantOf(indices);
  const places = given === undefined ? indices.shape.flatMap((d, axis) => (d === size ? [axis] : [])) : [given];
  for (const axis of places) {
    const opened = tensor?.shape[axis] === size ? openTuples(g, tensor, axis, column, input) : undefined;
    if (!opened) continue;
    const rest = updates ? [beside(g, updates, axis, size, input)] : [];
    return [beside(g, data, column, size, input), opened, ...rest];
  }
  const axis = placeOf(indices, axes)?.axis;
  if (axis === undefined) return operands;
  const rest = updates ? [beside(g, updates, axis, size, input)] : [];
  return [beside(g, data, column, size, input), indices, ...rest];
}
