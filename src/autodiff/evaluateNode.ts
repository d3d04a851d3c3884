import {
  type ElementType,
  isFloat,
  isInteger,
  isStatic,
  mostComputed,
  NetspectraError,
  sizeOf,
  type Tensor,
  type TypedArray,
  tensorOf,
} from "../base/index.ts";
import { constantType, type Node } from "../graph/index.ts";
import type { Arguments } from "../ops/define/defineOp.ts";
import { attributeValues, definitionOf, infer } from "../ops/define/registry.ts";
import { dequantize } from "./dequantize.ts";
import { stretchedWalk, stridedWalk, stridesOf } from "./stridedWalk.ts";

type Operands = readonly (Tensor | undefined)[];
type Scalar = (a: number, b: number) => number;

/** Operators that keep the row-major order of the elements. */
const views: readonly string[] = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];
const arithmetic: Readonly<Record<string, Scalar>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Max: Math.max,
  Min: Math.min,
};
const comparisons: Readonly<Record<string, Scalar>> = {
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  And: (a, b) => a & b,
  Or: (a, b) => a | b,
  Xor: (a, b) => a ^ b,
};

/**
 * The result of a node whose operands are constants, where it is cheap: weights that are turned, cast or dequantised, and
 * arithmetic on integers. Undefined where the node stays, also where a number would not be exact.
 */
export function evaluateNode(node: Node, operands: Operands): Tensor | undefined {
  if (node.domain !== "" || node.outputs.length !== 1) return undefined;
  const [a, b, c] = operands;
  if (node.operator === "DequantizeLinear") return a && b && dequantize(node, a, b, c);
  const op = definitionOf(node);
  if (!op) return undefined;
  try {
    const values = operands.map((tensor, i) => tensor && { name: node.inputs[i]!, ...constantType(tensor) });
    const [result] = infer(node, values, 1);
    if (!result || !isStatic(result.shape)) return undefined;
    if (result.content?.every((d) => typeof d === "number"))
      return tensorOf(result.type, result.shape, result.content as number[]);
    const given = operands.reduce((sum, tensor) => sum + (tensor ? sizeOf(tensor.shape) : 0), 0);
    if (sizeOf(result.shape) > Math.max(2 * given, mostComputed)) return undefined;
    return computed(node, operands, result.type, result.shape, attributeValues(node, op));
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}

function computed(
  { operator }: Node,
  operands: Operands,
  type: ElementType,
  shape: readonly number[],
  attributes: Arguments,
): Tensor | undefined {
  const [a, b, c] = operands;
  if (!a || a.type === "string") return undefined;
  if (views.includes(operator)) return { ...a, shape } as Tensor;
  if (operator === "Cast" || operator === "CastLike") return cast(a, type);
  if (operator === "Transpose") {
    const perm = (attributes["perm"] as readonly number[] | undefined) ?? a.shape.map((_, i) => a.shape.length - 1 - i);
    const strides = stridesOf(a.shape);
    return picked(
      a,
      shape,
      stridedWalk(
        shape,
        perm.map((axis) => strides[axis]!),
      ),
    );
  }
  if (isFloat(type)) return undefined;
  if (operator === "Expand") return picked(a, shape, stretchedWalk(a.shape, shape));
  if (operator === "Concat") return concatenated(operands as readonly Tensor[], shape, attributes["axis"] as number);
  if (operator === "Where" && b && c) return chosen(a, b, c, shape);
  const f = arithmetic[operator] ?? comparisons[operator];
  return f && b && operands.length === 2 ? combined(f, a, b, type, shape) : undefined;
}

/** The elements at `places`, in a new shape. */
function picked(x: Tensor, shape: readonly number[], places: Uint32Array): Tensor {
  const from = x.data as TypedArray;
  const data = new (from.constructor as new (length: number) => TypedArray)(places.length);
  for (let i = 0; i < places.length; i++) data[i] = from[places[i]!]!;
  return { type: x.type, shape, data } as Tensor;
}

/** The elements as doubles; undefined where one is no exact double. */
function exact(x: Tensor): Float64Array | undefined {
  if (
    x.type === "string" ||
    x.type.startsWith("complex") ||
    !(isFloat(x.type) || isInteger(x.type) || x.type === "bool")
  )
    return undefined;
  const values = Float64Array.from(x.data as Float32Array, Number);
  return isFloat(x.type) || values.every(Number.isSafeInteger) ? values : undefined;
}

function cast(x: Tensor, type: ElementType): Tensor | undefined {
  if (x.type === type) return x;
  const values = exact(x);
  if (!values) return undefined;
  if (type === "float32" || type === "float64") return tensorOf(type, x.shape, values);
  if (type === "bool")
    return tensorOf(
      type,
      x.shape,
      values.map((v) => Number(v !== 0)),
    );
  if (!isInteger(type) || !values.every(Number.isFinite)) return undefined;
  return tensorOf(type, x.shape, values.map(Math.trunc));
}

function concatenated(parts: readonly Tensor[], shape: readonly number[], axis: number): Tensor {
  const along = axis < 0 ? axis + shape.length : axis;
  const rows = sizeOf(shape.slice(0, along));
  const values = Array.from({ length: rows }, (_, row) =>
    parts.flatMap((part) => {
      const width = sizeOf(part.shape.slice(along));
      return Array.from(part.data as BigInt64Array).slice(row * width, (row + 1) * width);
    }),
  );
  const [first] = parts;
  const flat = values.flat();
  const data = (first!.data as TypedArray).constructor as new (values: readonly bigint[]) => TypedArray;
  return { type: first!.type, shape, data: new data(flat) } as Tensor;
}

function chosen(condition: Tensor, a: Tensor, b: Tensor, shape: readonly number[]): Tensor | undefined {
  const [left, right] = [stretchedWalk(a.shape, shape), stretchedWalk(b.shape, shape)];
  const [test, x, y] = [stretchedWalk(condition.shape, shape), exact(a), exact(b)];
  if (!x || !y) return undefined;
  const mask = condition.data as Uint8Array;
  return tensorOf(
    a.type,
    shape,
    Float64Array.from(left, (at, i) => (mask[test[i]!] ? x[at]! : y[right[i]!]!)),
  );
}

function combined(f: Scalar, a: Tensor, b: Tensor, type: ElementType, shape: readonly number[]): Tensor | undefined {
  const [x, y] = [exact(a), exact(b)];
  if (!x || !y) return undefined;
  const [left, right] = [stretchedWalk(a.shape, shape), stretchedWalk(b.shape, shape)];
  const values = Float64Array.from(left, (at, i) => f(x[at]!, y[right[i]!]!));
  return values.every(Number.isSafeInteger) ? tensorOf(type, shape, values) : undefined;
}
