import { float32, int64, type Shape, type Tensor, tensor, tensorOf } from "../src/base/index.ts";
import {
  type Attributes,
  createModel,
  float,
  type Graph,
  graphAttribute,
  int,
  ints,
  type Model,
  type Node,
  string,
} from "../src/graph/index.ts";

/** A network as exporters write it. */
export interface ImportCase {
  readonly model: Model;
  /** The same network in float32, where the runtime has no kernels for what the file holds. */
  readonly twin?: Model;
  /** Shape of a sample. */
  readonly sample: readonly number[];
  /** The batch size that the file fixes, if it does. */
  readonly frozen?: number;
  /** The sizes that the network runs at afterwards. */
  readonly batch: "any" | number;
}

export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  domain = "",
): Node => ({ name: `${operator}_${outputs[0]}`, operator, domain, inputs, outputs, attributes });

/** A model with the input x, the output y and the given constants. */
export function modelOf(
  shape: Shape,
  nodes: readonly Node[],
  constants: Readonly<Record<string, Tensor>> = {},
  rest: Partial<Graph> & { opset?: number } = {},
): Model {
  const { opset = 18, ...graph } = rest;
  const base: Graph = {
    name: "import",
    inputs: [{ name: "x", type: "float32", shape }],
    outputs: [{ name: "y", type: "float32" }],
    nodes,
    initializers: new Map(Object.entries(constants)),
    valueInfo: [],
    ...graph,
  };
  return { ...createModel(base), opsets: { "": opset, "com.microsoft": 1 } };
}

/** Numbers between −1 and 1 that half precision holds too. */
const some = (size: number) => Float32Array.from({ length: size }, (_, i) => (((i * 37) % 17) - 8) / 8);
const weights = (...shape: number[]) => float32(shape, some(shape.reduce((a, b) => a * b, 1)));
const scalar = (value: number) => int64([], [value]);
const list = (...values: number[]) => int64([values.length], values);

/** The bit pattern of a number that half precision holds: sign, exponent − 15, ten bits of fraction. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((Math.abs(value) / 2 ** exponent - 1) * 1024);
}
const half = (t: Tensor<"float32">): Tensor => tensor("float16", t.shape, Uint16Array.from(t.data, halfBits));

const linear = [node("MatMul", ["x", "w"], ["z"]), node("Relu", ["z"], ["y"])];
const branch = (name: string, nodes: readonly Node[], output: string): Graph => {
  return {
    name,
    inputs: [],
    outputs: [{ name: output, type: "float32" }],
    nodes,
    initializers: new Map(),
    valueInfo: [],
  };
};

const plain: Readonly<Record<string, ImportCase>> = {
  "half precision, cast at both ends": {
    model: modelOf(
      ["batch", 4],
      [
        node("Cast", ["x"], ["h"], { to: int(10) }),
        node("MatMul", ["h", "w"], ["z"]),
        node("Cast", ["z"], ["f"], { to: int(1) }),
        node("Relu", ["f"], ["y"]),
      ],
      { w: half(weights(4, 3)) },
    ),
    twin: modelOf(["batch", 4], linear, { w: weights(4, 3) }),
    sample: [4],
    batch: "any",
  },
  "half precision throughout": {
    model: modelOf(
      ["batch", 4],
      linear,
      { w: half(weights(4, 3)) },
      { inputs: [{ name: "x", type: "float16", shape: ["batch", 4] }] },
    ),
    twin: modelOf(["batch", 4], linear, { w: weights(4, 3) }),
    sample: [4],
    batch: "any",
  },
  "weights in 8 bits, a scale per row, turned": {
    model: modelOf(
      ["batch", 4],
      [
        node("DequantizeLinear", ["q", "s", "z0"], ["d"], { axis: int(0) }),
        node("Transpose", ["d"], ["w"], { perm: ints([1, 0]) }),
        ...linear,
      ],
      {
        q: tensorOf("int8", [3, 4], [-128, 3, 5, 127, 0, 1, -1, 9, 33, -7, 2, 64]),
        s: float32([3], [0.5, 0.25, 0.125]),
        z0: tensorOf("int8", [3], [0, 3, -5]),
      },
    ),
    sample: [4],
    batch: "any",
  },
  "an If that the shape decides": {
    model: modelOf(
      ["batch", 1, 4],
      [
        node("Shape", ["x"], ["sizes"]),
        node("Gather", ["sizes", "one"], ["size"], { axis: int(0) }),
        node("Equal", ["size", "one"], ["is"]),
        node("If", ["is"], ["s"], {
          then_branch: graphAttribute(branch("then", [node("Squeeze", ["x", "axis"], ["t"])], "t")),
          else_branch: graphAttribute(branch("else", [node("Identity", ["x"], ["e"])], "e")),
        }),
        node("Tanh", ["s"], ["y"]),
      ],
      { one: scalar(1), axis: list(1) },
    ),
    sample: [1, 4],
    batch: "any",
  },
  "an operator of a later set": {
    model: modelOf(["batch", 4], [node("Gelu", ["x"], ["y"], { approximate: string("tanh") })], {}, { opset: 20 }),
    sample: [4],
    batch: "any",
  },
};

const fused: Readonly<Record<string, ImportCase>> = Object.fromEntries(
  Object.entries<readonly [Shape, readonly Node[], Readonly<Record<string, Tensor>>]>({
    Gelu: [["batch", 4], [node("Gelu", ["x"], ["y"], {}, "com.microsoft")], {}],
    BiasGelu: [["batch", 4], [node("BiasGelu", ["x", "b"], ["y"], {}, "com.microsoft")], { b: weights(4) }],
    FastGelu: [["batch", 4], [node("FastGelu", ["x", "b"], ["y"], {}, "com.microsoft")], { b: weights(4) }],
    QuickGelu: [["batch", 4], [node("QuickGelu", ["x"], ["y"], { alpha: float(1.7) }, "com.microsoft")], {}],
    FusedMatMul: [
      ["batch", 4],
      [node("FusedMatMul", ["x", "w"], ["y"], { alpha: float(0.5), transB: int(1) }, "com.microsoft")],
      { w: weights(3, 4) },
    ],
    FusedGemm: [
      ["batch", 4],
      [
        node(
          "FusedGemm",
          ["x", "w", "b"],
          ["y"],
          { transB: int(1), activation: string("LeakyRelu"), activation_alpha: float(0.25) },
          "com.microsoft",
        ),
      ],
      { w: weights(3, 4), b: weights(3) },
    ],
    FusedConv: [
      ["batch", 2, 3, 3],
      [
        node(
          "FusedConv",
          ["x", "w", "b"],
          ["y"],
          { activation: string("Relu"), kernel_shape: ints([2, 2]) },
          "com.microsoft",
        ),
      ],
      { w: weights(3, 2, 2, 2), b: weights(3) },
    ],
    SkipLayerNormalization: [
      ["batch", 2, 4],
      [node("SkipLayerNormalization", ["x", "x", "g", "b", "c"], ["y"], { epsilon: float(0.1) }, "com.microsoft")],
      { g: weights(4), b: weights(4), c: weights(4) },
    ],
    SimplifiedLayerNormalization: [
      ["batch", 2, 4],
      [node("SimplifiedLayerNormalization", ["x", "g"], ["y"], { epsilon: float(0.1), axis: int(-1) })],
      { g: weights(4) },
    ],
  }).map(([name, [shape, nodes, constants]]) => [
    `the fused ${name}`,
    { model: modelOf(shape, nodes, constants), sample: shape.slice(1) as readonly number[], batch: "any" },
  ]),
);

/** The numbers of the samples and a column, as the tuples of a ScatterND. */
const places = (size: number, column: number) =>
  int64([size, 1, 2], Array.from({ length: size }, (_, i) => [i, column]).flat());

function frozen(size: number): Readonly<Record<string, ImportCase>> {
  const token = float32([size, 1, 4], Array.from({ length: size }, () => [...some(4)]).flat());
  const rows = float32([size, 3], Array.from({ length: size }, () => [1, -2, 0.5]).flat());
  const order = int64([size, 3], Array.from({ length: size }, () => [2, 0, 1]).flat());
  const numbers = Array.from({ length: size }, (_, i) => i);
  const own: Readonly<Record<string, Omit<ImportCase, "batch">>> = {
    "a class token": {
      model: modelOf([size, 2, 4], [node("Concat", ["t", "x"], ["y"], { axis: int(1) })], { t: token }),
      sample: [2, 4],
    },
    "a class token that is expanded": {
      model: modelOf(
        [size, 2, 4],
        [node("Expand", ["t", "s"], ["u"]), node("Concat", ["u", "x"], ["y"], { axis: int(1) })],
        { t: weights(1, 1, 4), s: list(size, 1, 4) },
      ),
      sample: [2, 4],
    },
    "factors that are the same for every sample": {
      model: modelOf([size, 3], [node("Mul", ["x", "w"], ["y"])], { w: rows }),
      sample: [3],
    },
    "an order that is the same for every sample": {
      model: modelOf([size, 3], [node("GatherElements", ["x", "i"], ["y"], { axis: int(1) })], { i: order }),
      sample: [3],
    },
    "rows picked by their numbers": {
      model: modelOf([size, 3], [node("Gather", ["x", "i"], ["g"]), node("Tanh", ["g"], ["y"])], {
        i: list(...numbers),
      }),
      sample: [3],
    },
    "an assigned column": {
      model: modelOf(
        [size, 3],
        [
          node("Slice", ["x", "zero", "one", "one"], ["s"]),
          node("ScatterND", ["x", "i", "s"], ["t"]),
          node("Tanh", ["t"], ["y"]),
        ],
        { i: places(size, 2), zero: list(0), one: list(1) },
      ),
      sample: [3],
    },
    "zeros into which columns are written": {
      model: modelOf(
        [size, 3],
        [node("Slice", ["x", "zero", "one", "one"], ["s"]), node("ScatterND", ["o", "i", "s"], ["y"])],
        { i: places(size, 2), zero: list(0), one: list(1), o: float32([size, 4], new Float32Array(4 * size)) },
      ),
      sample: [3],
    },
    "elements picked by tuples": {
      model: modelOf([size, 3], [node("GatherND", ["x", "i"], ["y"])], { i: places(size, 1) }),
      sample: [3],
    },
  };
  return Object.fromEntries(
    Object.entries(own).map(([name, rest]) => [`${name}, batch ${size}`, { ...rest, frozen: size, batch: "any" }]),
  );
}

/** What a batch size is needed for: it stays. */
const kept: Readonly<Record<string, ImportCase>> = {
  "factors that differ from sample to sample": {
    model: modelOf([2, 3], [node("Mul", ["x", "w"], ["y"])], { w: weights(2, 3) }),
    sample: [3],
    frozen: 2,
    batch: 2,
  },
  "samples in another order": {
    model: modelOf([2, 3], [node("Gather", ["x", "i"], ["y"])], { i: list(1, 0) }),
    sample: [3],
    frozen: 2,
    batch: 2,
  },
  "a mean over a batch of one": {
    model: modelOf([1, 3], [node("ReduceMean", ["x", "a"], ["m"]), node("Sub", ["x", "m"], ["y"])], { a: list(0) }),
    sample: [3],
    frozen: 1,
    batch: 1,
  },
};

export const importCases: Readonly<Record<string, ImportCase>> = {
  ...plain,
  ...fused,
  ...frozen(1),
  ...frozen(3),
  ...kept,
};
