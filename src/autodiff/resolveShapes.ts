import {
  batch,
  type Dimension,
  divideDimensions,
  fail,
  formatShape,
  int64,
  isFloat,
  isStatic,
  NetspectraError,
  type Shape,
} from "../base/index.ts";
import { type Builder, createBuilder, type Graph, type Node, type Value, type ValueInfo } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

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

/** A fixed batch size as it was, so that targets of Reshape in which it was baked can be opened. */
interface Frozen {
  readonly size: number;
  readonly graph: Builder;
}

function build(graph: Graph, inputs: Graph["inputs"], frozen?: Frozen): Builder {
  const g = createBuilder(infer, { ...graph, inputs, nodes: [] });
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => (name === "" ? undefined : g.value(name)));
    g.append(node, frozen ? opened(g, node, operands, frozen) : operands);
  }
  return g;
}

/** The graph with an open batch, if it can be had: every output keeps its shape, and the first one starts with it. */
function attempt(graph: Graph, closed: Builder, inputs: Graph["inputs"], name: string, size: number) {
  const open = inputs.map((info) => (info.name === name ? { ...info, shape: [batch, ...info.shape!.slice(1)] } : info));
  try {
    const g = build(graph, open, { size, graph: closed });
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

/** Reshape to [batch size, …] as it was exported becomes Reshape to [−1, …]. */
function opened(
  g: Builder,
  node: Node,
  operands: readonly (Value | undefined)[],
  { size, graph }: Frozen,
): readonly (Value | undefined)[] {
  const [x, target, ...rest] = operands;
  if (node.operator !== "Reshape" || x?.shape[0] !== batch || target?.content?.[0] !== size) return operands;
  const shape = graph.value(node.outputs[0]!).shape;
  if (!isStatic(shape)) return operands;
  return [x, g.constant(int64([shape.length], [-1, ...shape.slice(1)])), ...rest];
}
