import {
  batch,
  type Dimension,
  multiplyDimensions,
  NetspectraError,
  numbers,
  type Shape,
  sizeOf,
  type Tensor,
} from "../base/index.ts";
import { createBuilder, type Graph, type Model, type Node, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { declaredShapes } from "./declaredShapes.ts";
import { chooseInput, inputType } from "./inputTypes.ts";
import { type NormalizeOptions, prepareGraph } from "./normalize.ts";

/** The operands that decide the shape of a result, by position. */
const deciding: Readonly<Record<string, readonly number[]>> = {
  ConstantOfShape: [0],
  Expand: [1],
  OneHot: [1],
  Pad: [1, 3],
  Range: [0, 1, 2],
  Reshape: [1],
  Resize: [2, 3],
  Slice: [1, 2, 3, 4],
  Split: [1],
  Squeeze: [1],
  Tile: [1],
  TopK: [1],
  Unsqueeze: [1],
};

/**
 * The integer tensors that decide shapes and whose elements cannot be followed from the shape of the input; none where
 * `normalizeModel` needs no help. Their elements can be given to it as `known`.
 */
export function unknownShapes(model: Model, options: NormalizeOptions = {}): readonly string[] {
  return unknownIn(prepareGraph(model, options), options).names;
}

/**
 * A graph that computes the tensors named by {@link unknownShapes}, to be run at two batch sizes; undefined where
 * nothing is unknown.
 */
export function shapeQuestion(model: Model, options: NormalizeOptions = {}): Graph | undefined {
  const graph = prepareGraph(model, options);
  const { names, elements } = unknownIn(graph, options);
  if (names.length === 0 || elements > mostAsked) return undefined;
  const wanted = new Set(names);
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    return true;
  });
  return {
    ...graph,
    nodes: nodes.reverse(),
    outputs: names.map((name) => ({ name, type: "int64" })),
    initializers: new Map([...graph.initializers].filter(([name]) => wanted.has(name))),
  };
}

/** Elements that the values of the graph of {@link shapeQuestion} have at three samples, at most; 0 where there is none. */
export function elementsAsked(model: Model, options: NormalizeOptions = {}): number {
  const { names, elements } = unknownIn(prepareGraph(model, options), options);
  return names.length === 0 || elements > mostAsked ? 0 : elements;
}

/** What a run of the graph of {@link shapeQuestion} gave. */
export interface ShapeAnswer {
  readonly batch: number;
  readonly values: ReadonlyMap<string, Tensor>;
}

/**
 * The elements of the unknown tensors up to the batch, from runs at two batch sizes: equal elements are numbers, elements
 * that grow in proportion to the batch are multiples of "N". Tensors that follow neither are left out.
 */
export function knownShapes(first: ShapeAnswer, second: ShapeAnswer): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [name, tensor] of first.values) {
    const other = second.values.get(name);
    if (!other || other.data.length !== tensor.data.length) continue;
    const [a, b] = [numbers(tensor), numbers(other)];
    const shape = a.map((size, i) => proportional(size, first.batch, b[i]!, second.batch));
    if (shape.every((size) => size !== undefined)) shapes.set(name, shape as readonly Dimension[]);
  }
  return shapes;
}

function proportional(a: number, m: number, b: number, n: number): Dimension | undefined {
  if (a === b) return a;
  const factor = a / m;
  return factor === b / n && Number.isInteger(factor) ? multiplyDimensions(factor, batch) : undefined;
}

/** A question is not worth a run whose values have more elements than this, half a GiB in float32, at three samples. */
const mostAsked = 2 ** 27;

/** The unknown tensors, and how many elements the values have at three samples, as far as they can be followed. */
function unknownIn(graph: Graph, options: NormalizeOptions): { names: readonly string[]; elements: number } {
  const { sizes = {} } = options;
  const chosen = chooseInput(graph, options.input);
  const known = new Map([...declaredShapes(graph, chosen, sizes), ...(options.known ?? [])]);
  const inputs = graph.inputs.map((info) => inputType(info, chosen, sizes));
  const { unknown } = trace(graph, inputs, known);
  if (unknown.size === 0) return { names: [], elements: 0 };
  const small = inputs.map((info) => ({ ...info, shape: info.shape.map(atThreeSamples) }));
  const counted = new Map([...known].map(([name, shape]) => [name, shape.map(atThreeSamples)]));
  const { values } = trace(graph, small, counted);
  const elements = [...values.values()].reduce((sum, { shape }) => sum + sizeOf(shape as readonly number[]), 0);
  return { names: [...unknown], elements };
}

/** Follow the shapes from the inputs: all values that can be known, and the names of those that stand in the way. */
function trace(graph: Graph, inputs: Graph["inputs"], known: ReadonlyMap<string, Shape>) {
  const names = graph.nodes.flatMap(({ outputs }) => outputs);
  const g = createBuilder(infer, { ...graph, inputs, nodes: [] }, names);
  const values = new Map<string, Value>();
  for (const { name } of inputs) values.set(name, g.value(name));
  for (const name of graph.initializers.keys()) values.set(name, g.value(name));
  const unknown = new Set<string>();
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => withContent(values.get(name), known));
    const complete = node.inputs.every((name, i) => name === "" || operands[i]);
    const made = complete ? tried(() => g.append(node, operands)) : undefined;
    if (made) for (const value of made) if (value) values.set(value.name, value);
    if (!made) for (const name of openOperandsOf(node, values, graph, known)) unknown.add(name);
  }
  return { values, unknown };
}

function atThreeSamples(size: Dimension): number {
  if (typeof size === "number") return size;
  return size.split("*").reduce((product, part) => product * (Number(part) || 3), 1);
}

function withContent(value: Value | undefined, known: ReadonlyMap<string, Shape>): Value | undefined {
  const content = value && (value.content ?? known.get(value.name));
  return content ? { ...value, content } : value;
}

function openOperandsOf(
  node: Node,
  values: ReadonlyMap<string, Value>,
  { initializers }: Graph,
  known: ReadonlyMap<string, Shape>,
): readonly string[] {
  const places = deciding[node.operator] ?? (node.operator.startsWith("Reduce") ? [1] : []);
  return places.flatMap((i) => {
    const name = node.inputs[i];
    return name && !initializers.has(name) && !values.get(name)?.content && !known.has(name) ? [name] : [];
  });
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}
