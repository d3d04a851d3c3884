import { batch, type Shape } from "../base/index.ts";
import { type Builder, createBuilder, elementLayouts, type Graph, type ValueType } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { lower } from "./lower.ts";
import { nodeFlops } from "./nodeFlops.ts";

/** What running a graph costs: so much per sample, and so much once however many samples there are. */
export interface Cost {
  /** Operations per sample in products, convolutions and pools; a multiply-add counts as two. */
  readonly flops: number;
  /** Bytes per sample of all values, alive or not: memory traffic. */
  readonly bytes: number;
  /** Bytes per sample of the values that are alive at the same time, at most, when nodes run in order. */
  readonly peakBytes: number;
  /** Operations on values that no sample takes part in, such as weights that are turned. */
  readonly fixedFlops: number;
  /** Bytes of the constants and of all values that no sample takes part in. */
  readonly fixedBytes: number;
}

/** Operators whose result is their operand's memory under another shape. */
const views: readonly string[] = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];

/** The cost of a graph with a symbolic batch; composites count as the primitives that they are made of. */
export function costOf(graph: Graph): Cost {
  const lowered = lower(graph);
  const g = createBuilder(infer, lowered);
  const cost = { flops: 0, bytes: 0, fixedFlops: 0, fixedBytes: 0 };
  for (const node of g.nodes) {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : g.value(name)));
    const outputs = node.outputs.flatMap((name) => (name === "" ? [] : [g.value(name)]));
    const sampled = [...inputs, ...outputs].some((value) => value && holdsSamples(value.shape));
    cost[sampled ? "flops" : "fixedFlops"] += nodeFlops(node, inputs, outputs[0]!, count);
    if (views.includes(node.operator)) continue;
    for (const value of outputs) cost[holdsSamples(value.shape) ? "bytes" : "fixedBytes"] += bytesOf(value);
  }
  for (const { type, shape } of lowered.initializers.values()) cost.fixedBytes += bytesOf({ type, shape });
  return { ...cost, peakBytes: peakOf(g, lowered) };
}

/** The most bytes of samples that are alive at once: inputs and outputs stay, all else goes after its last use. */
function peakOf(g: Builder, { inputs, outputs }: Graph): number {
  const owner = new Map<string, string>();
  const owned = (name: string) => owner.get(name) ?? name;
  const lastUse = new Map<string, number>();
  g.nodes.forEach((node, i) => {
    if (views.includes(node.operator)) owner.set(node.outputs[0]!, owned(node.inputs[0]!));
    for (const name of [...node.inputs, ...node.outputs]) lastUse.set(owned(name), i);
  });
  const size = (name: string) => {
    const value = g.value(name);
    return holdsSamples(value.shape) ? bytesOf(value) : 0;
  };
  const stays = new Set([...inputs, ...outputs].map(({ name }) => owned(name)));
  let alive = inputs.reduce((sum, { name }) => sum + size(name), 0);
  let peak = alive;
  g.nodes.forEach((node, i) => {
    const made = node.outputs.filter((name) => name !== "" && owned(name) === name);
    alive += made.reduce((sum, name) => sum + size(name), 0);
    peak = Math.max(peak, alive);
    const touched = new Set([...node.inputs, ...node.outputs].filter((name) => name !== "").map(owned));
    for (const name of touched) if (lastUse.get(name) === i && !stays.has(name)) alive -= size(name);
  });
  return peak;
}

const holdsSamples = (shape: Shape): boolean => shape.some((size) => typeof size === "string");

/** Elements, per sample: the batch counts as 1. */
function count(shape: Shape): number {
  return shape.reduce<number>((product, size) => product * (typeof size === "number" ? size : factorOf(size)), 1);
}

function factorOf(size: string): number {
  return size
    .split("*")
    .filter((part) => part !== batch)
    .reduce((product, part) => product * (Number(part) || 1), 1);
}

function bytesOf({ type, shape }: ValueType): number {
  return type === "string" ? 0 : (count(shape) * elementLayouts[type].bits) / 8;
}
