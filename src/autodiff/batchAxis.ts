import {
  batch,
  type Dimension,
  divideDimensions,
  fail,
  formatShape,
  normalizeAxis,
  type Shape,
} from "../base/index.ts";
import type { Builder, Node, Value } from "../graph/index.ts";
import { argumentsOf, definitionOf } from "../ops/define/registry.ts";
import { followIndex, followPicked, isNumbering, type SampleIndex } from "./sampleIndex.ts";

/**
 * Where the samples of a batch lie in a value: along `axis`, which has a·N·b elements, element (i·N + n)·b + j belonging
 * to sample n. `outer` is a; it exceeds 1 where other axes were merged into the batch.
 */
export interface BatchAxis {
  readonly axis: number;
  readonly outer: number;
  /** For integers that say where samples lie: what is known of them, or of each element of their last axis. */
  readonly index?: SampleIndex | readonly (SampleIndex | undefined)[];
}

/** Operators that keep the row-major order of the elements and change the axes only. */
const rowMajor: readonly string[] = ["Reshape", "Flatten", "Squeeze", "Unsqueeze"];
/** Operators whose results depend on the shape of their operand, not on its values. */
const shapeOnly: readonly string[] = ["Shape", "Size"];

/** The batch axes of values from which samples start. */
export function batchAxes(values: readonly Value[]): Map<string, BatchAxis> {
  const axes = new Map<string, BatchAxis>();
  for (const { name, shape } of values) {
    const axis = shape.findIndex(holdsBatch);
    if (axis >= 0) axes.set(name, { axis, outer: 1 });
  }
  return axes;
}

/**
 * Add to `axes` where the samples lie in the results of a node.
 *
 * @throws NetspectraError when samples meet in the node
 */
export function followBatch(g: Builder, node: Node, axes: Map<string, BatchAxis>): void {
  const [result = ""] = node.outputs;
  if (isNumbering(node, result === "" ? undefined : g.value(result))) {
    axes.set(result, { axis: 0, outer: 1, index: { scale: 1, spread: 1 } });
  }
  if (shapeOnly.includes(node.operator) || !node.inputs.some((name) => axes.has(name))) return;
  const inputs = node.inputs.map((name) => (name === "" ? undefined : g.value(name)));
  const picked = followPicked(node, inputs, axes);
  if (!picked) refuseMixing(node, inputs, axes);
  const index = whole(g, result) ? followIndex(node, inputs, axes) : undefined;
  for (const name of node.outputs) {
    if (name === "" || axes.has(name)) continue;
    axes.set(name, { ...(picked ?? follow(node, inputs, g.value(name), axes)), ...(index && { index }) });
  }
}

/** Whether a result holds integers that are wide enough for any index. */
const whole = (g: Builder, name: string): boolean => name !== "" && ["int64", "int32"].includes(g.value(name).type);

const holdsBatch = (size: Dimension): boolean => typeof size === "string" && size.split("*").includes(batch);

/** The operator's own word: does it combine elements along the axis of the samples? */
function refuseMixing(node: Node, inputs: readonly (Value | undefined)[], axes: ReadonlyMap<string, BatchAxis>): void {
  const op = definitionOf(node);
  if (!op?.mixes) return;
  const mixed = op.mixes(argumentsOf(node, op, inputs, node.outputs.length));
  inputs.forEach((input, i) => {
    const samples = input && axes.get(input.name);
    const declared = op.inputs[Math.min(i, op.inputs.length - 1)]?.replace("?", "").replace("...", "");
    if (!samples || declared === undefined) return;
    const rank = input.shape.length;
    const meets = mixed[declared]?.some((axis) => normalizeAxis(axis, rank) === samples.axis);
    if (meets) refuse(node, `it combines elements along axis ${samples.axis} of ${formatShape(input.shape)}`);
  });
}

/** Where the samples lie in a result. */
function follow(
  node: Node,
  inputs: readonly (Value | undefined)[],
  output: Value,
  axes: ReadonlyMap<string, BatchAxis>,
): BatchAxis {
  const dependent = inputs.filter((input) => input !== undefined && axes.has(input.name)) as readonly Value[];
  const [first] = dependent;
  const places = output.shape.flatMap((size, axis) => (holdsBatch(size) ? [axis] : []));
  const [axis] = places;
  if (!first || axis === undefined) {
    return refuse(node, `the batch axis of ${dependent.map((x) => formatShape(x.shape)).join(" and ")} vanishes`);
  }
  if (places.length > 1 || typeof divideDimensions(output.shape[axis]!, batch) !== "number") {
    return refuse(node, `it pairs samples with each other, ${formatShape(output.shape)}`);
  }
  const from = axes.get(first.name)!;
  if (rowMajor.includes(node.operator)) {
    const change = `${formatShape(first.shape)} to ${formatShape(output.shape)}`;
    return relaid(first.shape, from, output.shape, axis) ?? refuse(node, `it mixes the samples' elements, ${change}`);
  }
  if (dependent.some((x) => axes.get(x.name)?.outer !== from.outer)) {
    return refuse(node, "its operands hold the samples in different orders");
  }
  return { axis, outer: from.outer };
}

/** The axis of the samples after a change of shape that keeps the order of the elements; none if it tears them apart. */
function relaid(from: Shape, { axis, outer }: BatchAxis, to: Shape, target: number): BatchAxis | undefined {
  const before = product(from.slice(0, axis)) * outer;
  const outside = before / product(to.slice(0, target));
  const factor = divideDimensions(to[target]!, batch);
  const fits = Number.isInteger(outside) && typeof factor === "number" && factor % outside === 0;
  return fits ? { axis: target, outer: outside } : undefined;
}

const product = (sizes: Shape): number => sizes.reduce<number>((p, size) => p * Number(size), 1);

function refuse(node: Node, what: string): never {
  return fail({
    subject: `samples interact in ${node.operator} (node "${node.name}")`,
    expected: "every sample to pass the network on its own, or else a Jacobian per sample is not defined",
    got: what,
    todo: "Export the model in evaluation mode with an open batch axis, or choose an output before this node.",
  });
}
