import {
  checkShape,
  type Dimension,
  type ElementType,
  fail,
  formatShape,
  int64,
  isInteger,
  isStatic,
  multiplyDimensions,
  numbers,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  tensorOf,
} from "../base/index.ts";
import { type Attributes, type Graph, int, type Node, type ValueInfo, type ValueType } from "./types.ts";
import { usedValues } from "./usedValues.ts";

/** A value of a graph under construction: its name and all that is known of it. */
export interface Value extends ValueType {
  readonly name: string;
}

/** What an operator yields for given inputs; supplied by `ops/`, so that this folder need not know any operator. */
export type Infer = (
  node: Pick<Node, "name" | "operator" | "domain" | "attributes">,
  inputs: readonly (Value | undefined)[],
  outputCount: number,
) => readonly ValueType[];

/** A value, or a number that becomes a scalar constant of the other operand's type. */
export type Operand = Value | number;

export interface Builder {
  /** A new input of the graph. */
  input(name: string, type: ElementType, shape: Shape): Value;
  /** A constant of the graph. */
  initializer(name: string, tensor: Tensor): Value;
  /** An unnamed constant. */
  constant(tensor: Tensor): Value;
  /** A scalar constant of the type of `like`. */
  scalar(value: number, like: ValueType): Value;
  /** A 1-d int64 constant: axes, shapes, indices. */
  indices(values: readonly number[]): Value;

  /** Any operator with one output. Missing optional inputs are `undefined`. */
  op(operator: string, inputs: readonly (Value | undefined)[], attributes?: Attributes): Value;
  /** Any operator with `outputs` outputs. */
  ops(operator: string, inputs: readonly (Value | undefined)[], attributes: Attributes, outputs: number): Value[];
  /** Append an existing node under its own names (used to copy a graph). */
  append(node: Node, inputs: readonly (Value | undefined)[]): (Value | undefined)[];

  /** The constant behind a value, if it is one. */
  constantOf(value: Value): Tensor | undefined;
  /** All that was appended so far, in order. */
  readonly nodes: readonly Node[];
  /** @throws NetspectraError when there is no such value. */
  value(name: string): Value;
  /** A name that is not taken. */
  fresh(stem: string): string;
  /** The finished graph, without nodes and constants that no output needs. Inputs stay. */
  finish(outputs: readonly Value[] | Readonly<Record<string, Value>>, name?: string): Graph;

  add(a: Operand, b: Operand): Value;
  sub(a: Operand, b: Operand): Value;
  mul(a: Operand, b: Operand): Value;
  div(a: Operand, b: Operand): Value;
  pow(a: Operand, b: Operand): Value;
  neg(x: Value): Value;
  exp(x: Value): Value;
  log(x: Value): Value;
  sqrt(x: Value): Value;
  /** Sum of several values of one shape. */
  sum(values: readonly Value[]): Value;
  matMul(a: Value, b: Value): Value;
  transpose(x: Value, permutation: readonly number[]): Value;
  /** Swap the last two axes. */
  swapLast(x: Value): Value;
  /** Sum over `axes` (all when absent); the axes stay as 1 unless `keep` is false. */
  reduceSum(x: Value, axes?: readonly number[], keep?: boolean): Value;
  reduceMean(x: Value, axes?: readonly number[], keep?: boolean): Value;
  reduceMax(x: Value, axes?: readonly number[], keep?: boolean): Value;
  /** At most one dimension may be a symbol, unless `like` is a value of that shape to ask at run time. */
  reshape(x: Value, shape: Shape, like?: Value): Value;
  expand(x: Value, shape: Shape, like?: Value): Value;
  squeeze(x: Value, axes: readonly number[]): Value;
  unsqueeze(x: Value, axes: readonly number[]): Value;
  slice(
    x: Value,
    axes: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    steps?: readonly number[],
  ): Value;
  concat(values: readonly Value[], axis: number): Value;
  where(condition: Value, a: Operand, b: Operand): Value;
  greater(a: Operand, b: Operand): Value;
  equal(a: Operand, b: Operand): Value;
  cast(x: Value, type: ElementType): Value;
  /** A tensor of `like`'s shape and type, filled with `value`. */
  full(value: number, like: Value): Value;
  /** Undo broadcasting: sum `x` over the axes along which `like` was stretched to the shape of `x`. */
  sumTo(x: Value, like: Value): Value;
}

/** The numbers that ONNX gives to element types (TensorProto.DataType). */
export const elementTypeNumbers = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
  uint2: 25,
  int2: 26,
} as const satisfies Record<ElementType, number>;

const largestContent = 64;
const largestElements = 16;

/** The elements of a tensor of at most 64 integers or bools. */
export function contentOf(t: Tensor): readonly Dimension[] | undefined {
  const small = sizeOf(t.shape) <= largestContent;
  return small && (isInteger(t.type) || t.type === "bool") && !t.type.endsWith("int4") && !t.type.endsWith("int2")
    ? numbers(t)
    : undefined;
}

/** What is known of a constant: its elements too, where they are few. */
export function constantType(t: Tensor): ValueType {
  const content = contentOf(t);
  const scales = !content && sizeOf(t.shape) <= largestElements && (t.type === "float32" || t.type === "float64");
  return { type: t.type, shape: t.shape, ...(content && { content }), ...(scales && { elements: numbers(t) }) };
}

/**
 * A builder that starts empty, or with everything that `from` holds. Names in `reserved` are not given to new values, so
 * that values of those names can be appended later.
 */
export function createBuilder(infer: Infer, from?: Graph, reserved: Iterable<string> = []): Builder {
  const values = new Map<string, Value>();
  const inputs: ValueInfo[] = [];
  const initializers = new Map<string, Tensor>();
  const nodes: Node[] = [];
  const used = new Set<string>(reserved);
  const counters = new Map<string, number>();

  const declare = (value: Value): Value => {
    if (values.has(value.name)) {
      fail({ subject: `value "${value.name}"`, expected: "a name that is given once", got: "a second definition" });
    }
    checkShape(`value "${value.name}"`, value.shape);
    values.set(value.name, value);
    used.add(value.name);
    return value;
  };
  const fresh = (stem: string): string => {
    for (;;) {
      const count = counters.get(stem) ?? 0;
      counters.set(stem, count + 1);
      const name = `${stem}_${count}`;
      if (!used.has(name)) {
        used.add(name);
        return name;
      }
    }
  };

  const g: Builder = {
    nodes,
    fresh,
    input(name, type, shape) {
      inputs.push({ name, type, shape });
      return declare({ name, type, shape });
    },
    initializer(name, t) {
      initializers.set(name, t);
      return declare({ name, ...constantType(t) });
    },
    constant: (t) => g.initializer(fresh("constant"), t),
    scalar: (value, like) => g.constant(tensorOf(like.type, [], [value])),
    indices: (list) => g.constant(int64([list.length], list)),

    op: (operator, operands, attributes = {}) => g.ops(operator, operands, attributes, 1)[0]!,
    ops(operator, operands, attributes, outputCount) {
      const name = fresh(operator);
      const outputs = Array.from({ length: outputCount }, (_, i) => (outputCount === 1 ? name : `${name}:${i}`));
      const node = { name, operator, domain: "", inputs: [], outputs, attributes };
      return g.append(node, operands) as Value[];
    },
    append(node, operands) {
      const types = infer(node, operands, node.outputs.length);
      let present = operands.length;
      while (present > 0 && operands[present - 1] === undefined) present--;
      used.add(node.name);
      nodes.push({ ...node, inputs: operands.slice(0, present).map((v) => v?.name ?? "") });
      return node.outputs.map((name, i) =>
        name === "" ? undefined : declare({ name, ...(types[i] ?? noOutput(node, i)) }),
      );
    },

    constantOf: (value) => initializers.get(value.name),
    value: (name) =>
      values.get(name) ??
      fail({ subject: `value "${name}"`, expected: "the name of a value of the graph", got: "a name that none has" }),

    finish(outputs, name = from?.name ?? "netspectra") {
      const named: readonly (readonly [string, Value])[] = Array.isArray(outputs)
        ? outputs.map((v: Value) => [v.name, v] as const)
        : Object.entries(outputs as Readonly<Record<string, Value>>);
      for (const [alias, value] of named) {
        if (alias !== value.name) g.append({ ...identity, name: fresh("Identity"), outputs: [alias] }, [value]);
      }
      const needed = new Set(named.map(([alias]) => alias));
      const kept: Node[] = [];
      for (const node of [...nodes].reverse()) {
        if (!node.outputs.some((o) => needed.has(o))) continue;
        kept.push(node);
        for (const i of usedValues(node)) needed.add(i);
      }
      return {
        name,
        inputs,
        outputs: named.map(([alias, { type, shape }]) => ({ name: alias, type, shape })),
        nodes: kept.reverse(),
        initializers: new Map([...initializers].filter(([key]) => needed.has(key))),
        valueInfo: [],
      };
    },

    add: (a, b) => binary("Add", a, b),
    sub: (a, b) => binary("Sub", a, b),
    mul: (a, b) => binary("Mul", a, b),
    div: (a, b) => binary("Div", a, b),
    pow: (a, b) => binary("Pow", a, b),
    neg: (x) => g.op("Neg", [x]),
    exp: (x) => g.op("Exp", [x]),
    log: (x) => g.op("Log", [x]),
    sqrt: (x) => g.op("Sqrt", [x]),
    sum: (terms) => terms.reduce((a, b) => g.add(a, b)),
    matMul: (a, b) => g.op("MatMul", [a, b]),
    transpose: (x, perm) =>
      perm.every((axis, i) => axis === i) ? x : g.op("Transpose", [x], { perm: { kind: "ints", value: perm } }),
    swapLast(x) {
      const rank = x.shape.length;
      const order = Array.from({ length: rank }, (_, i) => i);
      [order[rank - 2], order[rank - 1]] = [rank - 1, rank - 2];
      return g.transpose(x, order);
    },
    reduceSum: (x, axes, keep = true) => reduce("ReduceSum", x, axes, keep),
    reduceMean: (x, axes, keep = true) => reduce("ReduceMean", x, axes, keep),
    reduceMax: (x, axes, keep = true) => reduce("ReduceMax", x, axes, keep),
    reshape(x, shape, like) {
      if (sameShape(x.shape, shape)) return x;
      return g.op("Reshape", [x, target(shape, like)], shape.includes(0) ? { allowzero: int(1) } : {});
    },
    expand(x, shape, like) {
      if (sameShape(x.shape, shape)) return x;
      if (isStatic(shape)) return g.op("Expand", [x, g.indices(shape)]);
      return g.op("Expand", [x, g.op("Shape", [like ?? noReference(shape)])]);
    },
    squeeze: (x, axes) => (axes.length === 0 ? x : g.op("Squeeze", [x, g.indices(axes)])),
    unsqueeze: (x, axes) => (axes.length === 0 ? x : g.op("Unsqueeze", [x, g.indices(axes)])),
    slice: (x, axes, starts, ends, steps) =>
      g.op("Slice", [x, g.indices(starts), g.indices(ends), g.indices(axes), steps && g.indices(steps)]),
    concat: (list, axis) => (list.length === 1 ? list[0]! : g.op("Concat", list, { axis: int(axis) })),
    where(condition, a, b) {
      const like = typeof a === "number" ? b : a;
      if (typeof like === "number") {
        return fail({ subject: "where", expected: "a value on one side at least", got: "two numbers" });
      }
      return g.op("Where", [condition, operand(a, like), operand(b, like)]);
    },
    greater: (a, b) => binary("Greater", a, b),
    equal: (a, b) => binary("Equal", a, b),
    cast: (x, type) => (x.type === type ? x : g.op("Cast", [x], { to: int(elementTypeNumbers[type]) })),
    full: (value, like) => g.expand(g.scalar(value, like), like.shape, like),
    sumTo(x, like) {
      const extra = x.shape.length - like.shape.length;
      const axes = x.shape.flatMap((size, axis) => {
        const target = like.shape[axis - extra];
        return axis < extra || (target === 1 && size !== 1) ? [axis] : [];
      });
      const summed = axes.length === 0 ? x : g.reduceSum(x, axes, true);
      return extra <= 0
        ? summed
        : g.squeeze(
            summed,
            Array.from({ length: extra }, (_, i) => i),
          );
    },
  };
  const identity: Node = { name: "", operator: "Identity", domain: "", inputs: [], outputs: [], attributes: {} };

  function operand(x: Operand, like: ValueType): Value {
    return typeof x === "number" ? g.scalar(x, like) : x;
  }
  function binary(operator: string, a: Operand, b: Operand): Value {
    const like = typeof a === "number" ? b : a;
    if (typeof like === "number") {
      return fail({ subject: operator, expected: "a value on one side at least", got: "two numbers" });
    }
    return g.op(operator, [operand(a, like), operand(b, like)]);
  }
  function reduce(operator: string, x: Value, axes: readonly number[] | undefined, keep: boolean): Value {
    if (axes?.length === 0) return x;
    return g.op(operator, [x, axes && g.indices(axes)], { keepdims: int(keep ? 1 : 0) });
  }
  function target(shape: Shape, like: Value | undefined): Value {
    const symbols = shape.filter((size) => typeof size === "string");
    if (symbols.length > 1) return g.op("Shape", [like ?? noReference(shape)]);
    return g.indices(shape.map((size) => (typeof size === "string" ? -1 : size)));
  }
  function noOutput({ name, operator, outputs }: Node, i: number): never {
    return fail({
      subject: `${operator} (node "${name}")`,
      expected: `at most ${i} outputs`,
      got: `${outputs.length}`,
    });
  }
  function noReference(shape: Shape): never {
    return fail({
      subject: `shape ${formatShape(shape)}`,
      expected: "sizes that are known, or a value to ask at run time",
      got: "several symbols and no value",
    });
  }

  if (from) {
    for (const { name, type, shape } of from.inputs) {
      if (!type || !shape) {
        fail({ subject: `input "${name}"`, expected: "a tensor with a known rank", got: "a value without one" });
      } else g.input(name, type, shape);
    }
    for (const [name, t] of from.initializers) g.initializer(name, t);
    for (const node of from.nodes) {
      g.append(
        node,
        node.inputs.map((i) => (i === "" ? undefined : g.value(i))),
      );
    }
  }
  return g;
}

/** Number of elements of a shape, as a dimension. */
export function elementCount(shape: Shape): Dimension {
  return multiplyDimensions(1, ...shape);
}
