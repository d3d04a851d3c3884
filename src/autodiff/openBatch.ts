import { batch, type Dimension, fail, int64, isStatic, type Shape, sizeOf } from "../base/index.ts";
import { type Builder, int, type Node, type Value } from "../graph/index.ts";
import type { BatchAxis } from "./batchAxis.ts";

/** A graph as it was exported, for one fixed batch size. */
export interface FrozenGraph {
  readonly size: number;
  readonly graph: Builder;
  /** Where the samples lie in the values of the graph with an open batch, as far as they were followed. */
  readonly axes: Map<string, BatchAxis>;
}

/**
 * The operands of a node in the graph with an open batch axis, where the exporter has baked the batch size into a
 * constant: targets of Reshape, and lone operands (a class token) that stand beside the whole batch in a Concat.
 *
 * For samples that do not interact (which is checked) the result is the exported function, for any number of them.
 */
export function openOperands(
  g: Builder,
  node: Node,
  operands: readonly (Value | undefined)[],
  frozen: FrozenGraph,
): readonly (Value | undefined)[] {
  if (node.operator === "Reshape") return openReshape(g, node, operands, frozen);
  if (node.operator === "Concat" && frozen.size === 1) return openConcat(g, node, operands);
  return operands;
}

function openReshape(
  g: Builder,
  node: Node,
  operands: readonly (Value | undefined)[],
  { size, graph, axes }: FrozenGraph,
): readonly (Value | undefined)[] {
  const [x, target, ...rest] = operands;
  const shape = graph.value(node.outputs[0]!).shape;
  const samples = x && axes.get(x.name);
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

/** Repeat operands that are the same for every sample. */
function openConcat(g: Builder, node: Node, operands: readonly (Value | undefined)[]): readonly (Value | undefined)[] {
  const whole = operands.find((x) => x?.shape.includes(batch));
  const attribute = node.attributes.axis;
  if (!whole || attribute?.kind !== "int") return operands;
  const rank = whole.shape.length;
  const along = whole.shape.indexOf(batch);
  if ((attribute.value + rank) % rank === along) return operands;
  return operands.map((x) => (x?.shape.length === rank && x.shape[along] === 1 ? repeat(g, x, whole, along) : x));
}

function repeat(g: Builder, x: Value, whole: Value, axis: number): Value {
  const count = g.op("Shape", [whole], { start: int(axis), end: int(axis + 1) });
  const sizes = x.shape.map((size: Dimension, i) => (i === axis ? count : g.indices([fixed(size)])));
  return g.op("Expand", [x, g.concat(sizes, 0)]);
}

function fixed(size: Dimension): number {
  if (typeof size === "number") return size;
  return fail({ subject: "Concat", expected: "one batch axis", got: `another of size ${size}` });
}
