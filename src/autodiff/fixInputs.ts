import {
  checkComputed,
  type ElementType,
  fail,
  formatShape,
  int64,
  type Shape,
  type Tensor,
  tensorOf,
} from "../base/index.ts";
import { int, type Model, type Node, type ValueInfo } from "../graph/index.ts";
import { freshNames } from "./freshNames.ts";

/** The first operator set that has Expand. */
const expandSince = 8;

/**
 * The model with some of its inputs fixed: a tensor, or a number that fills the input. A leading axis of open size, or
 * of the size that another input starts with, is the batch: the value is repeated along it, the same for every sample.
 *
 * @throws NetspectraError for names that no input has, for tensors that do not fit, for a number where the shape of a
 *   sample is not known
 */
export function fixInputs(model: Model, values: Readonly<Record<string, Tensor | number>>): Model {
  const { graph } = model;
  const names = graph.inputs.map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const expected = `an input of the model (${names.map((own) => `"${own}"`).join(", ")})`;
    fail({ subject: `input "${name}"`, expected, got: "a name that none has" });
  }
  const inputs = graph.inputs.filter(({ name }) => !Object.hasOwn(values, name));
  const initializers = new Map(graph.initializers);
  const fresh = freshNames(graph);
  const constant = (stem: string, tensor: Tensor): string => {
    const name = fresh(stem);
    initializers.set(name, tensor);
    return name;
  };
  const opset = model.opsets[""] ?? expandSince;
  const nodes: Node[] = [];
  for (const info of graph.inputs) {
    const value = values[info.name];
    if (value === undefined) continue;
    const like = leader(info, inputs);
    const tensor = tensorFor(info, value, like !== undefined);
    if (like === undefined || opset < expandSince) {
      initializers.set(info.name, tensor);
      continue;
    }
    const step = (operator: string, operands: readonly string[], output: string, attributes = {}) => {
      nodes.push({
        name: fresh(`${output}_${operator}`),
        operator,
        domain: "",
        inputs: operands,
        outputs: [output],
        attributes,
      });
      return output;
    };
    const rest = tensor.shape.slice(1);
    const sizes = step("Shape", [like], fresh(`${like}_shape`));
    const first = step("Gather", [sizes, constant("first", int64([1], [0]))], fresh("batch"), { axis: int(0) });
    const target = [first, constant("sample_shape", int64([rest.length], rest))];
    const shape = step("Concat", target, fresh(`${info.name}_shape`), { axis: int(0) });
    step("Expand", [constant(`${info.name}_value`, tensor), shape], info.name);
  }
  return { ...model, graph: { ...graph, inputs, initializers, nodes: [...nodes, ...graph.nodes] } };
}

/** Narrow floats become float32 on import. */
const isHalf = (type: ElementType): boolean => type === "float16" || type === "bfloat16";

const isOpen = (size: Shape[number] | undefined): boolean => typeof size === "string" || size === 0;

/** The other input along whose first axis a fixed one is repeated. */
function leader({ shape }: ValueInfo, others: readonly ValueInfo[]): string | undefined {
  const size = shape?.[0];
  if (size === undefined || others.length === 0) return undefined;
  const same = others.find((other) => (other.shape?.length ?? 0) > 0 && other.shape?.[0] === size);
  if (same) return same.name;
  return isOpen(size) ? others.find((other) => isOpen(other.shape?.[0]))?.name : undefined;
}

/** The value with an axis of size 1 in the place of the batch, where it is repeated. */
function tensorFor({ name, type, shape }: ValueInfo, value: Tensor | number, repeated: boolean): Tensor {
  const subject = `input "${name}"`;
  const declared = shape?.map((size, axis) => (axis === 0 && (repeated || isOpen(size)) ? 1 : size));
  if (typeof value === "number") {
    if (!type || !declared || declared.some(isOpen)) {
      const got = shape ? formatShape(shape) : "no shape in the file";
      return fail({ subject, expected: "a shape that a number can fill", got, todo: "Give the whole tensor." });
    }
    const sizes = declared as readonly number[];
    return tensorOf(
      isHalf(type) ? "float32" : type,
      sizes,
      new Float64Array(checkComputed(subject, ...sizes)).fill(value),
    );
  }
  if (type && value.type !== type && !(isHalf(type) && value.type === "float32"))
    fail({ subject, expected: `a tensor of ${type}`, got: value.type });
  if (!declared) return value;
  const fits = (sizes: Shape) =>
    sizes.length === value.shape.length && sizes.every((size, i) => isOpen(size) || size === value.shape[i]);
  if (fits(declared)) return value;
  if (repeated && fits(declared.slice(1))) return { ...value, shape: [1, ...value.shape] };
  return fail({ subject, expected: `a tensor of ${formatShape(shape ?? [])}`, got: formatShape(value.shape) });
}
