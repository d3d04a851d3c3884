import { fail, isFloat, isInteger } from "../../base/index.ts";
import type { Graph, LocalFunction, Model, Node } from "../../graph/index.ts";
import { operatorMatrices } from "./operatorMatrices.ts";
import { dequantisedTensor, quantisedInputs } from "./quantisedWeights.ts";
import { type StoredTensor, tensorInMemory } from "./storedTensor.ts";
import type { FoundWeights, WeightForms } from "./weightFile.ts";
import { matrixOf, type SkippedWeight, type TensorView, viewOf, type WeightMatrix } from "./weightMatrix.ts";

/** What is known of a name: a constant, turned or not. */
type Scope = ReadonlyMap<string, TensorView>;

/** Functions that call functions can go on without end. */
const deepest = 100;
const mostNodes = 100_000;

/** Operators that take a weight apart or put it together: exporters bring the gates of recurrent layers into order with them. */
const rearranging: readonly string[] = ["Slice", "Split", "Concat", "Squeeze", "Unsqueeze", "Reshape"];
/** So many weights in one value are no layer's. */
const mostPieces = 100;

/**
 * The weight matrices of a model: the float constants that operators with matrices take, also in the branches of
 * conditions, in loops and in the model's own functions; also where they are turned (Transpose), copied or cast before. Where one of
 * two axes is taken apart or put together before, it is looked at as a whole, as it is stored.
 *
 * @param outside initialisers that were left in their files
 */
export function onnxWeights(
  model: Model,
  outside: ReadonlyMap<string, StoredTensor>,
  forms: WeightForms,
): FoundWeights {
  const functions = new Map(model.functions.map((f) => [`${f.domain} ${f.name}`, f]));
  const constants = new Map<string, StoredTensor>();
  const users = new Map<StoredTensor, Set<string>>();
  const matrices = new Map<string, WeightMatrix>();
  const skipped = new Map<string, SkippedWeight>();

  const keep = (name: string, tensor: StoredTensor) => {
    let unique = name;
    for (let i = 2; constants.has(unique); i++) unique = `${name} (${i})`;
    const named = unique === name ? tensor : { ...tensor, name: unique };
    constants.set(unique, named);
    return viewOf(named);
  };
  const add = (found: WeightMatrix | SkippedWeight) => {
    if ("reason" in found) skipped.set(found.layer, found);
    else if (!matrices.has(found.layer)) matrices.set(found.layer, found);
  };
  const pieces = new Map<string, ReadonlySet<TensorView>>();
  const piecesOf = (name: string, scope: Scope): readonly TensorView[] => {
    const view = scope.get(name);
    return view ? [view] : [...(pieces.get(name) ?? [])];
  };
  let visited = 0;
  const visit = (nodes: readonly Node[], scope: Map<string, TensorView>, depth: number): void => {
    visited += nodes.length;
    if (visited > mostNodes) {
      fail({ subject: "the model's functions", expected: `at most ${mostNodes} nodes in all`, got: "more" });
    }
    for (const node of nodes) {
      const constant = constantOf(node);
      const [output = ""] = node.outputs;
      if (constant) scope.set(output, keep(output, constant));
      const passed = passedOn(node, scope);
      if (passed) scope.set(output, passed);
      if (constant || passed) continue;
      const dequantised = dequantisedInput(node, scope);
      if (dequantised) {
        constants.set(dequantised.name, dequantised);
        if (node.operator === "DequantizeLinear") scope.set(output, viewOf(dequantised));
      }
      if (rearranging.includes(node.operator)) {
        const parts = new Set(node.inputs.flatMap((name) => piecesOf(name, scope)).filter(isStoredMatrix));
        if (parts.size > 0 && parts.size <= mostPieces) for (const name of node.outputs) pieces.set(name, parts);
      }
      const readings = operatorMatrices[node.operator] ?? {};
      node.inputs.forEach((name, i) => {
        const quantised = dequantised && i === quantisedInputs[node.operator]?.weight;
        const view = quantised ? viewOf(dequantised) : scope.get(name);
        if (!view) {
          if (readings[i]) for (const part of pieces.get(name) ?? []) add(storedMatrix(part, node));
          return;
        }
        const used = users.get(view.tensor) ?? new Set();
        users.set(view.tensor, used.add(node.operator));
        const reading = isFloat(view.tensor.type) && view.axes.length > 1 ? readings[i] : undefined;
        for (const found of reading?.(view, node, forms) ?? []) add(found);
      });
      const body = functions.get(`${node.domain} ${node.operator}`);
      if (body && depth < deepest) visit(body.nodes, callScope(body, node, scope), depth + 1);
      for (const inner of innerGraphs(node)) if (depth < deepest) visitGraph(inner, scope, depth + 1);
    }
  };
  const visitGraph = ({ initializers, nodes }: Graph, outer: Scope, depth: number): void => {
    const own = [...initializers].flatMap(([name, tensor]): [string, TensorView][] => {
      if (tensor.type === "string") return [];
      const stored = depth === 0 ? outside.get(name) : undefined;
      return [[name, keep(name, stored ?? tensorInMemory(name, tensor))]];
    });
    visit(nodes, new Map([...outer, ...own]), depth);
  };
  visitGraph(model.graph, new Map(), 0);

  const seen = new Set([...matrices.values()].map(({ tensor }) => tensor.name));
  for (const [layer, tensor] of constants) {
    if (seen.has(layer) || skipped.has(layer)) continue;
    const reason = reasonOf(tensor, users.get(tensor));
    if (reason) skipped.set(layer, { layer, operator: operatorOf(users.get(tensor)), shape: tensor.shape, reason });
  }
  return { matrices: [...matrices.values()], skipped: [...skipped.values()] };
}

const isStoredMatrix = ({ tensor }: TensorView) => isFloat(tensor.type) && tensor.shape.length === 2;

function storedMatrix({ tensor }: TensorView, { operator }: Node): WeightMatrix {
  const kind = ["LSTM", "GRU", "RNN"].includes(operator) ? "recurrent" : "dense";
  return matrixOf(viewOf(tensor), { kind, operator }, { rows: [0], columns: [1] });
}

const operatorOf = (users: ReadonlySet<string> | undefined) => (users ? [...users].join(", ") : null);

function constantOf({ operator, outputs: [output = ""], attributes }: Node): StoredTensor | undefined {
  const { value } = attributes;
  if (operator !== "Constant" || value?.kind !== "tensor" || value.value.type === "string") return undefined;
  return tensorInMemory(output, value.value);
}

/** What a node hands on of a constant: the same numbers, their axes perhaps in another order. */
function passedOn({ operator, inputs: [input = ""], attributes }: Node, scope: Scope): TensorView | undefined {
  const view = scope.get(input);
  if (!view || !["Identity", "Cast", "Transpose"].includes(operator)) return undefined;
  if (operator !== "Transpose") return view;
  const { perm } = attributes;
  const order = perm?.kind === "ints" ? perm.value : view.axes.map((_, axis) => view.axes.length - 1 - axis);
  const axes = order.flatMap((axis) => view.axes[axis] ?? []);
  return { tensor: view.tensor, axes };
}

/** The weights that a node takes quantised, with constant scales, as numbers. */
function dequantisedInput(node: Node, scope: Scope): StoredTensor | undefined {
  const places = quantisedInputs[node.operator];
  if (!places) return undefined;
  const [weight, scale, zero] = [places.weight, places.scale, places.zero].map((i) => scope.get(node.inputs[i] ?? ""));
  const inOrder = weight && viewOf(weight.tensor).axes.every(({ stride }, i) => stride === weight.axes[i]!.stride);
  if (!inOrder || !scale || (node.inputs[places.zero] && !zero)) return undefined;
  return dequantisedTensor(node, places.axis, weight.tensor, scale.tensor, zero?.tensor);
}

function callScope({ inputs }: LocalFunction, call: Node, scope: Scope): Map<string, TensorView> {
  return new Map(
    inputs.flatMap((name, i): [string, TensorView][] => {
      const view = scope.get(call.inputs[i] ?? "");
      return view ? [[name, view]] : [];
    }),
  );
}

function innerGraphs({ attributes }: Node): readonly Graph[] {
  return Object.values(attributes).flatMap((attribute) => {
    if (attribute.kind === "graph") return [attribute.value];
    return attribute.kind === "graphs" ? attribute.value : [];
  });
}

/** Why a constant has no matrix; nothing for numbers that are no weights: shapes, indices, lone factors. */
function reasonOf({ type, shape }: StoredTensor, users: ReadonlySet<string> | undefined): string | undefined {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements < 2) return undefined;
  const by = users ? `used by ${[...users].join(", ")}` : "used by no operator";
  if (!isFloat(type)) {
    const quantised = isInteger(type) && !/64|32/.test(type) && shape.length > 1;
    return quantised || /float|int[24]$/.test(type)
      ? `${type}, quantised, ${by}: its matrix is not in the file`
      : undefined;
  }
  if (shape.filter((size) => size > 1).length < 2) return `a vector, ${by}: no matrix`;
  return `${by}, which holds no matrix that is known`;
}
