import {
  type Blocked,
  batch,
  type Dimension,
  divideDimensions,
  isInteger,
  isStatic,
  NetspectraError,
  type Shape,
  tensorOf,
} from "../base/index.ts";
import { type Builder, createBuilder, type Graph, type Node, type Value, type ValueInfo } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { batchAxes, followBatch } from "./batchAxis.ts";
import { declaredShapes } from "./declaredShapes.ts";
import { chooseInput, type InputOptions, inputType } from "./inputTypes.ts";
import { openOperands } from "./openBatch.ts";

export interface ShapeOptions extends InputOptions {
  /** Whether a batch size that the file fixes becomes symbolic where the network allows it. Default "symbolic". */
  batch?: "symbolic" | "as-is";
  /** Elements of integer tensors that decide shapes and cannot be followed (see `unknownShapes`), up to the batch. */
  known?: ReadonlyMap<string, Shape>;
}

export interface ResolvedGraph {
  readonly graph: Graph;
  /** The node for which a batch size that the file fixes could not be opened. */
  readonly frozenBy?: Blocked;
}

/**
 * Give every value its element type and shape, with the batch axis as {@link batch}.
 *
 * @throws NetspectraError for inputs without a known rank, for sizes that are open, for nodes whose operands do not fit.
 */
export function resolveShapes(graph: Graph, options: ShapeOptions = {}): ResolvedGraph {
  const chosen = chooseInput(graph, options.input);
  const inputs = graph.inputs.map((info) => inputType(info, chosen, options.sizes ?? {}));
  const known = new Map([...declaredShapes(graph, chosen, options.sizes ?? {}), ...(options.known ?? [])]);
  const closed = build(graph, inputs, known);
  const shape = inputs.find(({ name }) => name === chosen?.name)?.shape ?? [];
  const [size] = shape;
  const frozen = isStatic(shape) && shape.length > 1 && options.batch !== "as-is";
  const opened = frozen ? open(graph, closed, inputs, chosen!.name, known) : undefined;
  const g = opened?.graph ?? closed;
  const resolved = g.finish(
    graph.outputs.map(({ name }) => g.value(name)),
    graph.name,
  );
  return { graph: resolved, ...(opened?.frozenBy && size !== undefined && { frozenBy: opened.frozenBy }) };
}

type Operands = readonly (Value | undefined)[];

/** The nodes of `graph` one by one, each with its operands. */
function build(
  graph: Graph,
  inputs: readonly ValueInfo[],
  known: ReadonlyMap<string, Shape>,
  append: (g: Builder, node: Node, operands: Operands) => void = (g, node, operands) => g.append(node, operands),
): Builder {
  const names = graph.nodes.flatMap(({ outputs }) => outputs);
  const g = createBuilder(infer, { ...graph, inputs, nodes: [] }, names);
  const lookUp = (name: string): Value => {
    const value = g.value(name);
    const content = value.content ?? known.get(name);
    return content ? { ...value, content } : value;
  };
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => (name === "" ? undefined : lookUp(name)));
    if (!foldShapes(g, node, operands)) append(g, node, operands);
  }
  return g;
}

/** Small integers that are known (sizes, axes, indices that were computed) become constants. */
function foldShapes(g: Builder, node: Node, operands: Operands): boolean {
  const discrete = operands.every((x) => !x || isInteger(x.type) || x.type === "bool");
  if (!discrete && node.operator !== "Shape" && node.operator !== "Size") return false;
  const types = infer(node, operands, node.outputs.length);
  const constant = types.every(
    ({ type, content }) => content?.every((d) => typeof d === "number") && (isInteger(type) || type === "bool"),
  );
  if (!constant || types.length === 0) return false;
  node.outputs.forEach((name, i) => {
    const { type, shape, content } = types[i]!;
    if (name !== "" && isStatic(shape)) g.initializer(name, tensorOf(type, shape, content as readonly number[]));
  });
  return true;
}

/**
 * The graph with an open batch, if it can be had: every output keeps its shape, and every sample passes on its own, so
 * that the opened graph is the exported function for any number of samples.
 */
function open(
  graph: Graph,
  closed: Builder,
  inputs: readonly ValueInfo[],
  name: string,
  known: ReadonlyMap<string, Shape>,
): { graph?: Builder; frozenBy?: Blocked } {
  const size = Number(inputs.find((info) => info.name === name)?.shape?.[0]);
  const opened = inputs.map((info) =>
    info.name === name ? { ...info, shape: [batch, ...info.shape!.slice(1)] } : info,
  );
  let current: Node | undefined;
  try {
    const samples = opened.filter((info): info is Value => info.type !== undefined && info.shape !== undefined);
    const axes = batchAxes(samples);
    const g = build(graph, opened, known, (builder, node, operands) => {
      current = node;
      const first = builder.nodes.length;
      builder.append(node, openOperands(builder, node, operands, { size, input: name, graph: closed, axes }));
      for (const added of builder.nodes.slice(first)) followBatch(builder, added, axes);
    });
    for (const { name: output } of graph.outputs) {
      current = g.nodes.find(({ outputs }) => outputs.includes(output));
      const [now, before] = [g.value(output).shape, closed.value(output).shape];
      if (!agrees(now, before, size)) return blockedBy(current, `its result would have shape ${now}, not ${before}`);
      if (!axes.has(output)) return blockedBy(current, "its result does not hold the batch");
    }
    return { graph: g };
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    const { subject, expected, got } = error.complaint;
    return blockedBy(current, subject.startsWith("samples interact") ? got : `expected ${expected}, got ${got}`);
  }
}

function blockedBy(node: Node | undefined, reason: string): { frozenBy: Blocked } {
  return { frozenBy: { node: node?.name ?? "", operator: node?.operator ?? "", reason } };
}

function agrees(open: Shape, closed: Shape, size: number): boolean {
  return open.length === closed.length && open.every((d, axis) => closedSize(d, size) === closed[axis]);
}

function closedSize(d: Dimension, size: number): number | undefined {
  if (typeof d === "number") return d;
  const factor = divideDimensions(d, batch);
  return typeof factor === "number" ? factor * size : undefined;
}
