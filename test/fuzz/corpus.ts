import { float32, int64, random, sizeOf, type Tensor, tensor, tensorOf } from "../../src/base/index.ts";
import {
  type Attributes,
  createModel,
  float,
  floats,
  type Graph,
  graphAttribute,
  int,
  ints,
  type LocalFunction,
  type Model,
  type Node,
  string,
  tensorAttribute,
  type ValueInfo,
} from "../../src/graph/index.ts";

/** A sound model that mutations start from. */
export interface Seed {
  readonly name: string;
  readonly model: Model;
  /** Shape of one sample of its input. */
  readonly sample: readonly number[];
  /** Weights above this many bytes are written into a file of their own. */
  readonly externalFrom?: number;
  /** Write numbers into the typed fields of TensorProto instead of raw bytes. */
  readonly typedFields?: boolean;
}

const values = (name: string, size: number) => Array.from({ length: size }, random(0, "fuzz", name).normal);
const weight = (name: string, ...shape: number[]): [string, Tensor] => [
  name,
  float32(
    shape,
    values(name, sizeOf(shape)).map((v) => v / 2),
  ),
];
const whole = (name: string, ...list: number[]): [string, Tensor] => [name, int64([list.length], list)];
const node = (operator: string, inputs: string, outputs: string, attributes: Attributes = {}, domain = ""): Node => {
  const names = (list: string) => (list === "" ? [] : list.split(" ").map((name) => (name === "_" ? "" : name)));
  return { name: `n_${outputs}`, operator, domain, inputs: names(inputs), outputs: names(outputs), attributes };
};
const input = (...shape: (number | string)[]): ValueInfo => ({ name: "x", type: "float32", shape });
const graph = (x: ValueInfo, nodes: readonly Node[], initializers: readonly [string, Tensor][] = []): Graph => ({
  name: "g",
  inputs: [x],
  outputs: [{ name: "y", type: "float32" }],
  nodes,
  initializers: new Map(initializers),
  valueInfo: [],
});
const model = (g: Graph, opset = 18, more: Partial<Model> = {}): Model => ({
  ...createModel(g),
  opsets: { "": opset },
  ...more,
});

const dense = [weight("w1", 6, 5), weight("b1", 6), weight("w2", 3, 6), weight("b2", 3)];
const denseNodes = [
  node("Gemm", "x w1 b1", "h", { transB: int(1) }),
  node("Relu", "h", "a"),
  node("Gemm", "a w2 b2", "y", { transB: int(1), alpha: float(0.5) }),
];

const convolutional = model(
  graph(
    input("batch", 2, 6, 6),
    [
      node("Conv", "x k1 c1", "c", { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]), strides: ints([1, 1]) }),
      node("BatchNormalization", "c s t m v", "n", { epsilon: float(1e-5) }),
      node("LeakyRelu", "n", "r", { alpha: float(0.1) }),
      node("MaxPool", "r", "p", { kernel_shape: ints([2, 2]), strides: ints([2, 2]), ceil_mode: int(0) }),
      node("Conv", "p k2", "d", { group: int(2), dilations: ints([1, 1]), auto_pad: string("SAME_UPPER") }),
      node("AveragePool", "d", "e", { kernel_shape: ints([3, 3]), count_include_pad: int(1) }),
      node("Flatten", "e", "f", { axis: int(1) }),
      node("MatMul", "f w2", "y"),
    ],
    [
      ...[weight("k1", 4, 2, 3, 3), weight("c1", 4), weight("k2", 4, 2, 2, 2), weight("w2", 4, 3)],
      ...["s", "t", "m"].map((name) => weight(name, 4)),
      ["v", float32([4], [1, 2, 0.5, 1])],
    ],
  ),
);

/** Attention with shapes that are computed from the input, as PyTorch exports it. */
const attention = model(
  graph(
    input("batch", 4, 6),
    [
      node("LayerNormalization", "x ln_s ln_b", "n", { axis: int(-1) }),
      ...["q", "k", "v"].flatMap((name) => [
        node("MatMul", `n w_${name}`, `${name}0`),
        node("Reshape", `${name}0 heads`, `${name}1`),
        node("Transpose", `${name}1`, `${name}2`, { perm: ints(name === "k" ? [0, 2, 3, 1] : [0, 2, 1, 3]) }),
      ]),
      node("Shape", "x", "shape"),
      node("Gather", "shape zero", "size", { axis: int(0) }),
      node("Concat", "size rest", "heads", { axis: int(0) }),
      node("MatMul", "q2 k2", "scores"),
      node("Div", "scores root", "scaled"),
      node("Softmax", "scaled", "p", { axis: int(-1) }),
      node("MatMul", "p v2", "mixed"),
      node("Transpose", "mixed", "back", { perm: ints([0, 2, 1, 3]) }),
      node("Reshape", "back merged", "flat"),
      node("Gelu", "flat", "active"),
      node("Add", "active x", "sum"),
      node("ReduceMean", "sum one", "y", { keepdims: int(0) }),
    ],
    [
      ...["q", "k", "v"].map((name) => weight(`w_${name}`, 6, 6)),
      ...[weight("ln_s", 6), weight("ln_b", 6), whole("zero", 0), whole("one", 1), whole("rest", 4, 2, 3)],
      ...[whole("merged", 0, 4, 6), ["root", float32([], [1.7])] as [string, Tensor]],
    ],
  ),
  20,
);

/** Operators whose constants decide shapes. */
const shapes = model(
  graph(
    input("N", 4),
    [
      node("Pad", "x pads zero_f", "a", { mode: string("constant") }),
      node("Slice", "a starts ends axes steps", "b"),
      node("Tile", "b repeats", "c"),
      node("Unsqueeze", "c axes", "d"),
      node("Expand", "d target", "e"),
      node("Reshape", "e flat", "f"),
      node("Split", "f", "g h", { axis: int(1), num_outputs: int(2) }),
      node("ConstantOfShape", "small", "i", { value: tensorAttribute(float32([1], [0.5])) }),
      node("Range", "from to by", "j"),
      node("Gather", "g index", "k", { axis: int(1) }),
      node("OneHot", "index depth on", "l", { axis: int(-1) }),
      node("MatMul", "k l", "m"),
      node("Concat", "m h", "n", { axis: int(-1) }),
      node("Add", "n i", "o"),
      node("Cast", "j", "jf", { to: int(1) }),
      node("ReduceSum", "jf", "js", { keepdims: int(0) }),
      node("Mul", "o js", "y"),
    ],
    [
      ...[whole("pads", 0, 1, 0, 1), ["zero_f", float32([], [0])] as [string, Tensor]],
      ...[whole("starts", 0), whole("ends", 1000), whole("axes", 1), whole("steps", 1)],
      ...[whole("repeats", 1, 2), whole("target", 1, 3, 12), whole("flat", 0, 36), whole("small", 1)],
      ...["from", "to", "by"].map((name, i): [string, Tensor] => [name, int64([], [[0, 5, 2][i]!])]),
      ...[whole("index", 2, 0, 1), ["depth", int64([], [4])] as [string, Tensor]],
      ...[["on", float32([2], [0, 1])] as [string, Tensor]],
    ],
  ),
);

const moreShapes = model(
  graph(
    input("N", 4, 2, 2),
    [
      node("DepthToSpace", "x", "a", { blocksize: int(2), mode: string("DCR") }),
      node("SpaceToDepth", "a", "b", { blocksize: int(2) }),
      node("ConvTranspose", "b k", "c", { strides: ints([2, 2]), output_padding: ints([1, 1]), group: int(1) }),
      node("InstanceNormalization", "c s t", "d", { epsilon: float(1e-5) }),
      node("LRN", "d", "e", { size: int(3), alpha: float(1e-4), beta: float(0.75) }),
      node("GlobalAveragePool", "e", "f"),
      node("Squeeze", "f last", "g"),
      node("GatherElements", "b place", "i0", { axis: int(1) }),
      node("Trilu", "b", "h", { upper: int(0) }),
      node("CumSum", "h axis", "i", { reverse: int(1) }),
      node("ReduceMax", "i last", "j", { keepdims: int(0) }),
      node("Concat", "g j", "k2", { axis: int(1) }),
      node("ArgMax", "k2", "am", { axis: int(1), keepdims: int(1) }),
      node("Cast", "am", "amf", { to: int(1) }),
      node("Clip", "k2 low high", "cl"),
      node("Where", "mask cl k2", "wh"),
      node("Add", "wh amf", "y"),
    ],
    [
      ...[weight("k", 4, 3, 2, 2), weight("s", 3), weight("t", 3), whole("last", 2, 3), whole("place", 0)],
      ...[["axis", int64([], [2])] as [string, Tensor], ["low", float32([], [-1])] as [string, Tensor]],
      ["high", float32([], [1])],
      ["mask", tensor("bool", [7], Uint8Array.of(1, 0, 1, 0, 1, 0, 1))],
    ],
  ),
);

/** The forms of operators before opset 13: axes and pads as attributes, explicit broadcasting, Dropout with a mask. */
const old = (opset: number) =>
  model(
    graph(
      input("N", 3, 4),
      [
        node("Constant", "", "c", { value: tensorAttribute(float32([3], [1, 2, 3])) }),
        node("Add", "x c", "a", opset < 7 ? { broadcast: int(1), axis: int(1) } : {}),
        node("Pad", "a", "b", { pads: ints([0, 0, 0, 0, 0, 1]), mode: string("constant"), value: float(0) }),
        node("Squeeze", "b1", "sq", { axes: ints([1]) }),
        node("Unsqueeze", "b", "b1", { axes: ints([1]) }),
        node("Dropout", "sq", "d _", { ratio: float(0.5), ...(opset < 7 && { is_test: int(1) }) }),
        node("Clip", "d", "e", { min: float(-2), max: float(2) }),
        node("Slice", "e", "f", { axes: ints([2]), starts: ints([0]), ends: ints([4]) }),
        node("ReduceSum", "f", "g", { axes: ints([1]), keepdims: int(0) }),
        node("Softmax", "g", "y", { axis: int(1) }),
      ].map((own) => (opset >= 7 && own.operator === "Add" ? { ...own, inputs: ["x", "c4"] } : own)),
      [weight("c4", 4)],
    ),
    opset,
    { irVersion: 3 },
  );

const half = (type: "float16" | "bfloat16") =>
  model(
    graph(
      input("N", 5),
      [
        node("Cast", "w1h", "w1", { to: int(1) }),
        node("Gemm", "x w1", "h", { transB: int(1) }),
        node("Tanh", "h", "y"),
      ],
      [
        [
          "w1h",
          tensor(
            type,
            [6, 5],
            Uint16Array.from({ length: 30 }, (_, i) => 0x3c00 + i),
          ),
        ],
      ],
    ),
  );

const quantised = model(
  graph(
    input("N", 5),
    [
      node("DequantizeLinear", "w1q scale point", "w1", { axis: int(0) }),
      node("MatMul", "x w1", "h"),
      node("Sigmoid", "h", "y"),
    ],
    [
      [
        "w1q",
        tensor(
          "int8",
          [5, 4],
          Int8Array.from({ length: 20 }, (_, i) => i * 7 - 60),
        ),
      ],
      ["scale", float32([5], [0.1, 0.2, 0.3, 0.1, 0.2])],
      ["point", tensor("int8", [5], Int8Array.of(0, 1, -1, 0, 2))],
    ],
  ),
);

const scaled: LocalFunction = {
  name: "Scaled",
  domain: "own",
  inputs: ["a"],
  outputs: ["b"],
  attributes: ["factor"],
  attributeDefaults: { slope: float(0.2) },
  nodes: [
    node("Constant", "", "k", { value_float: { kind: "reference", type: 1, value: "factor" } }),
    node("Mul", "a k", "m"),
    node("LeakyRelu", "m", "b", { alpha: { kind: "reference", type: 1, value: "slope" } }),
  ],
  opsets: { "": 17 },
};
const twice: LocalFunction = {
  ...{ name: "Twice", domain: "own", inputs: ["a"], outputs: ["b"], attributes: [], attributeDefaults: {} },
  nodes: [
    node("Scaled", "a", "once", { factor: float(2) }, "own"),
    node("Scaled", "once", "b", { factor: float(3) }, "own"),
  ],
  opsets: { "": 18, own: 1 },
};
const functions = model(
  graph(input("N", 5), [node("Twice", "x", "t", {}, "own"), node("MatMul", "t w", "y")], [weight("w", 5, 2)]),
  18,
  { functions: [twice, scaled], opsets: { "": 18, own: 1 } },
);

const branch = (operator: string): Graph => ({
  ...graph(input(), [node(operator, "x", "inner")]),
  inputs: [],
  outputs: [{ name: "inner" }],
});
const conditional = model(
  graph(
    input("N", 4),
    [
      node("If", "yes", "i", {
        then_branch: graphAttribute(branch("Relu")),
        else_branch: graphAttribute(branch("Tanh")),
      }),
      node("MatMul", "i w", "y"),
    ],
    [["yes", tensor("bool", [], Uint8Array.of(1))], weight("w", 4, 2)],
  ),
);
const deadBranch = model({
  ...conditional.graph,
  nodes: [...conditional.graph.nodes.slice(0, 1), node("MatMul", "x w", "y")],
});

const constants = model(
  graph(input("N", 3), [
    node("Constant", "", "a", { value_float: float(2) }),
    node("Constant", "", "b", { value_floats: floats([1, 2, 3]) }),
    node("Constant", "", "c", { value_ints: ints([-1, 3]) }),
    node("Constant", "", "d", { value: tensorAttribute(float32([3, 2], [1, 2, 3, 4, 5, 6])) }),
    node("Identity", "d", "e"),
    node("Mul", "x a", "f"),
    node("Sub", "f b", "g"),
    node("Reshape", "g c", "h"),
    node("Einsum", "h e", "i", { equation: string("nk,km->nm") }),
    node("Softplus", "i", "y"),
  ]),
);

const frozen = model(
  graph(
    input(2, 2, 3),
    [node("Reshape", "x flat", "f"), node("Gemm", "f w b", "h"), node("HardSigmoid", "h", "y", { alpha: float(0.3) })],
    [whole("flat", 2, 6), weight("w", 6, 3), weight("b", 3)],
  ),
);

const double = model(
  {
    ...graph(
      { name: "x", type: "float64", shape: ["N", 4] },
      [node("MatMul", "x w", "h"), node("Exp", "h", "e"), node("ReduceSum", "e axis", "y")],
      [["w", tensorOf("float64", [4, 3], values("w64", 12))], whole("axis", 1)],
    ),
    outputs: [{ name: "y", type: "float64" }],
  },
  14,
);

const resized = model(
  graph(
    input("N", 1, 3, 3),
    [node("Resize", "x _ scales", "r", { mode: string("nearest") }), node("Flatten", "r", "y")],
    [["scales", float32([4], [1, 1, 2, 2])]],
  ),
);

/** Every kind of model that mutations start from; all of them are small. */
export const seeds: readonly Seed[] = [
  { name: "mlp", model: model(graph(input("N", 5), denseNodes, dense)), sample: [5] },
  { name: "typed fields", model: model(graph(input("N", 5), denseNodes, dense), 9), sample: [5], typedFields: true },
  { name: "external data", model: model(graph(input("N", 5), denseNodes, dense)), sample: [5], externalFrom: 16 },
  { name: "convolutions", model: convolutional, sample: [2, 6, 6] },
  { name: "attention", model: attention, sample: [4, 6] },
  { name: "shapes", model: shapes, sample: [4] },
  { name: "more shapes", model: moreShapes, sample: [4, 2, 2] },
  { name: "opset 6", model: old(6), sample: [3, 4] },
  { name: "opset 9", model: old(9), sample: [3, 4] },
  { name: "float16", model: half("float16"), sample: [5] },
  { name: "bfloat16", model: half("bfloat16"), sample: [5] },
  { name: "int8", model: quantised, sample: [5] },
  { name: "functions", model: functions, sample: [5] },
  { name: "if", model: conditional, sample: [4] },
  { name: "dead branch", model: deadBranch, sample: [4] },
  { name: "constants", model: constants, sample: [3] },
  { name: "frozen batch", model: frozen, sample: [2, 3] },
  { name: "float64", model: double, sample: [4] },
  { name: "resize", model: resized, sample: [1, 3, 3] },
];
