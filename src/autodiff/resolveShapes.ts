import {
  batch,
  type Dimension,
  divideDimensions,
  fail,
  formatShape,
  isFloat,
  NetspectraError,
  type Shape,
} from "../base/index.ts";
import { type Builder, createBuilder, type Graph, type ValueInfo } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { batchAxes, followBatch } from "./batchAxis.ts";
import { openOperands } from "./openBatch.ts";

export interface ShapeOptions {
  /** The input whose first axis is the batch; default: the first float input. */
  input?: string;
  /** Whether a batch size that the file fixes becomes symbolic where the network allows it. Default "symbolic". */
  batch?: "symbolic" | "as-is";
  /** Sizes for other symbols: { height: 224 }. */
  sizes?: Readonly<Record<string, number>>;
}

/**
 * Give every value its element type and shape, with the batch axis as {@link batch}.
 *
 * @throws NetspectraError for inputs without a known rank, for sizes that are open, for nodes whose operands do not fit.
 */
export function resolveShapes(graph: Graph, options: ShapeOptions = {}): Graph {
  const chosen = chooseInput(graph, options.input);
  const inputs = graph.inputs.map((info) => known(info, chosen, options.sizes ?? {}));
  const open = build(graph, inputs);
  const [size, ...rest] = inputs.find(({ name }) => name === chosen?.name)?.shape ?? [];
  const frozen = typeof size === "number" && rest.length > 0 && options.batch !== "as-is";
  const symbolic = frozen ? attempt(graph, open, inputs, chosen!.name, size) : undefined;
  const g = symbolic ?? open;
  return g.finish(
    graph.outputs.map(({ name }) => g.value(name)),
    graph.name,
  );
}

function chooseInput(graph: Graph, name: string | undefined): ValueInfo | undefined {
  if (name === undefined) return graph.inputs.find(({ type }) => type && isFloat(type)) ?? graph.inputs[0];
  const names = graph.inputs.map((input) => `"${input.name}"`).join(", ");
  return (
    graph.inputs.find((input) => input.name === name) ??
    fail({ subject: `input "${name}"`, expected: `an input of the model (${names})`, got: "a name that none has" })
  );
}

/** An input with the batch symbol on its first axis and numbers elsewhere. */
function known(
  { name, type, shape }: ValueInfo,
  chosen: ValueInfo | undefined,
  sizes: Readonly<Record<string, number>>,
) {
  if (!type || !shape) {
    return fail({
      subject: `input "${name}"`,
      expected: "a tensor with a known number of axes",
      got: "none in the file",
    });
  }
  const symbol = chosen?.shape?.[0];
  const open: Dimension[] = [];
  const resolved = shape.map((size, axis) => {
    if (typeof size === "string" && Object.hasOwn(sizes, size)) return sizes[size]!;
    if (typeof size === "number" && size > 0) return size;
    if (axis === 0 || (size === symbol && size !== "?" && size !== 0)) return batch;
    open.push(size);
    return size;
  });
  if (open.length > 0) {
    fail({
      subject: `input "${name}"`,
      expected: "known sizes on all axes but the batch",
      got: `${formatShape(shape)}, where ${open.map((size) => `"${size}"`).join(" and ")} may be anything`,
      todo: "Export the model with these sizes fixed.",
    });
  }
  return { name, type, shape: resolved };
}

function build(graph: Graph, inputs: Graph["inputs"]): Builder {
  return createBuilder(infer, { ...graph, inputs });
}

/** The graph with an open batch. Samples that meet are not followed any further; that is for others to refuse. */
function buildOpen(graph: Graph, inputs: Graph["inputs"], closed: Builder, size: number): Builder {
  const g = build({ ...graph, nodes: [] }, inputs);
  const axes = batchAxes(inputs.map(({ name }) => g.value(name)));
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => (name === "" ? undefined : g.value(name)));
    const open = openOperands(g, node, operands, { size, graph: closed, axes });
    g.append(node, open);
    try {
      followBatch(g, { ...node, inputs: open.map((value) => value?.name ?? "") }, axes);
    } catch (error) {
      if (!(error instanceof NetspectraError)) throw error;
    }
  }
  return g;
}

/** The graph with an open batch, if it can be had: every output keeps its shape, and the first one starts with it. */
function attempt(graph: Graph, closed: Builder, inputs: Graph["inputs"], name: string, size: number) {
  const open = inputs.map((info) => (info.name === name ? { ...info, shape: [batch, ...info.shape!.slice(1)] } : info));
  try {
    const g = buildOpen(graph, open, closed, size);
    const [first] = graph.outputs;
    const starts = first && g.value(first.name).shape[0] === batch;
    const same = graph.outputs.every(({ name: output }) =>
      agrees(g.value(output).shape, closed.value(output).shape, size),
    );
    return starts && same ? g : undefined;
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}

function agrees(open: Shape, closed: Shape, size: number): boolean {
  return open.length === closed.length && open.every((d, axis) => closedSize(d, size) === closed[axis]);
}

function closedSize(d: Dimension, size: number): number | undefined {
  if (typeof d === "number") return d;
  const factor = divideDimensions(d, batch);
  return typeof factor === "number" ? factor * size : undefined;
}
