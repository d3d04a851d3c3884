import { float32, int64, type Tensor, tensorOf } from "../src/base/index.ts";
import { type Attributes, float, floats, int, ints, string, tensorAttribute } from "../src/graph/index.ts";

type Operand = readonly number[] | Tensor | undefined;

/** One node as a file of an older (or newer) operator set holds it. */
export interface OldNode {
  readonly opset: number;
  readonly operator: string;
  /** Shapes of random values, constants, or nothing. */
  readonly inputs: readonly Operand[];
  readonly attributes?: Attributes;
  readonly outputs?: number;
  /** The same in opset 18, where the runtime has no kernel for the old form. Inputs may be reshaped. */
  readonly today?: {
    readonly operator?: string;
    readonly inputs?: readonly Operand[];
    readonly attributes?: Attributes;
  };
}

const perChannel = { broadcast: int(1), axis: int(1) };
const truths = tensorOf("bool", [2, 3], [1, 0, 1, 1, 0, 0]);
const truth = (shape: readonly number[]) => tensorOf("bool", shape, [1, 1, 0]);
const aligned = [[2, 3, 2], [3], [3, 1]] as const;

/** Opset 7 brought NumPy's broadcasting; before, the second operand was stretched along `axis`, if `broadcast` said so. */
const broadcasts: readonly OldNode[] = [
  ...["Add", "Sub", "Mul", "Div", "Pow", "Greater", "Less"].map((operator) => {
    const [x, b, stretched] = aligned;
    return { opset: 6, operator, inputs: [x, b], attributes: perChannel, today: { inputs: [x, stretched] } };
  }),
  { opset: 6, operator: "Add", inputs: [[2, 3], [3]], attributes: { broadcast: int(1) }, today: {} },
  ...["And", "Or", "Xor"].map((operator) => {
    return { opset: 6, operator, inputs: [truths, truth([3])], attributes: { broadcast: int(1) }, today: {} };
  }),
  {
    opset: 6,
    operator: "Equal",
    inputs: [int64([2, 3, 1], [1, 2, 3, 3, 2, 1]), int64([3], [3, 2, 1])],
    attributes: perChannel,
    today: { inputs: [int64([2, 3, 1], [1, 2, 3, 3, 2, 1]), int64([3, 1], [3, 2, 1])] },
  },
  {
    opset: 6,
    operator: "PRelu",
    inputs: [[2, 3, 2], [3]],
    today: {
      inputs: [
        [2, 3, 2],
        [3, 1],
      ],
    },
  },
  { opset: 6, operator: "PRelu", inputs: [[2, 3, 2], [1]], today: {} },
  { opset: 6, operator: "Gemm", inputs: [[2, 3], [3, 4], [4]], attributes: { broadcast: int(1) }, today: {} },
];

/** Reductions took their axes as an attribute: sums until opset 13, all others until 18. */
const reductions: readonly OldNode[] = [
  "ReduceL1",
  "ReduceL2",
  "ReduceLogSumExp",
  "ReduceMax",
  "ReduceMean",
  "ReduceMin",
  "ReduceProd",
  "ReduceSum",
  "ReduceSumSquare",
].flatMap((operator) => {
  const opset = operator === "ReduceSum" ? 12 : 17;
  const attributes = { axes: ints([-1, 0]), keepdims: int(0) };
  return [
    { opset, operator, inputs: [[2, 3, 2]], attributes },
    { opset: 11, operator, inputs: [[2, 3]] },
  ];
});

const statistics = [[3], [3], [3], float32([3], [0.5, 1, 2])];
const images = [1, 1, 4, 4];

export const upgradeCases: readonly OldNode[] = [
  ...broadcasts,
  ...reductions,
  {
    opset: 13,
    operator: "ReduceLogSum",
    inputs: [float32([2, 2], [1, 2, 3, 4])],
    attributes: { axes: ints([1]), keepdims: int(1) },
  },
  { opset: 11, operator: "Squeeze", inputs: [[1, 3, 1]], attributes: { axes: ints([0]) } },
  { opset: 11, operator: "Squeeze", inputs: [[1, 3, 1]] },
  { opset: 12, operator: "Unsqueeze", inputs: [[2, 3]], attributes: { axes: ints([0, -1]) } },
  { opset: 11, operator: "Split", inputs: [[2, 5]], attributes: { axis: int(1), split: ints([2, 3]) }, outputs: 2 },
  { opset: 12, operator: "Split", inputs: [[2, 6]], attributes: { axis: int(1) }, outputs: 3 },
  { opset: 13, operator: "Split", inputs: [[4, 2]], outputs: 2 },
  { opset: 9, operator: "Slice", inputs: [[4, 5]], attributes: { starts: ints([1, -3]), ends: ints([3, 99]) } },
  {
    opset: 7,
    operator: "Slice",
    inputs: [[4, 5]],
    attributes: { starts: ints([1]), ends: ints([-1]), axes: ints([1]) },
  },
  // The largest int64, as a double has it: "to the end".
  { opset: 9, operator: "Slice", inputs: [[4, 5]], attributes: { starts: ints([2]), ends: ints([2 ** 63]) } },
  { opset: 10, operator: "Pad", inputs: [[2, 3]], attributes: { pads: ints([0, 1, 1, 0]), value: float(2.5) } },
  { opset: 6, operator: "Pad", inputs: [[2, 3]], attributes: { pads: ints([0, 1, 0, 2]), mode: string("reflect") } },
  { opset: 13, operator: "Pad", inputs: [[2, 3], int64([4], [0, 1, 1, 0]), float32([], [2.5])] },
  { opset: 19, operator: "Pad", inputs: [[3, 4], int64([4], [1, 0, 2, 3])], attributes: { mode: string("wrap") } },
  { opset: 21, operator: "Pad", inputs: [[3, 4], int64([4], [1, 0, 2, 3])], attributes: { mode: string("edge") } },
  { opset: 23, operator: "Pad", inputs: [[3, 4], int64([2], [1, 2]), float32([], [7]), int64([1], [-1])] },
  { opset: 6, operator: "Clip", inputs: [[2, 3]], attributes: { min: float(-0.5), max: float(0.4) } },
  { opset: 10, operator: "Clip", inputs: [[2, 3]], attributes: { max: float(0.4) } },
  { opset: 11, operator: "Clip", inputs: [[2, 3], float32([], [-0.5])] },
  { opset: 11, operator: "Dropout", inputs: [[2, 3]], attributes: { ratio: float(0.4) } },
  { opset: 7, operator: "Dropout", inputs: [[2, 3]], attributes: { ratio: float(0.4) } },
  { opset: 6, operator: "Dropout", inputs: [[2, 3]], attributes: { is_test: int(1) }, today: { attributes: {} } },
  {
    opset: 13,
    operator: "Dropout",
    inputs: [[2, 3], float32([], [0]), tensorOf("bool", [], [1])],
  },
  {
    opset: 9,
    operator: "Scatter",
    inputs: [[3, 3], int64([2, 3], [1, 0, 2, 0, 2, 1]), [2, 3]],
    attributes: { axis: int(0) },
  },
  { opset: 9, operator: "Flatten", inputs: [[2, 3, 2]] },
  { opset: 11, operator: "Flatten", inputs: [[2, 3, 2]], attributes: { axis: int(-1) } },
  {
    opset: 8,
    operator: "Concat",
    inputs: [
      [2, 1],
      [2, 3],
    ],
    attributes: { axis: int(1) },
  },
  // Before opset 13 a softmax went over all axes from `axis` on.
  ...["Softmax", "LogSoftmax", "Hardmax"].flatMap((operator) => [
    { opset: 12, operator, inputs: [[2, 3, 4]] },
    { opset: 11, operator, inputs: [[2, 3, 4]], attributes: { axis: int(2) } },
    { opset: 9, operator, inputs: [[2, 3, 4]], attributes: { axis: int(0) } },
    { opset: 13, operator, inputs: [[2, 3, 4]], attributes: { axis: int(1) } },
  ]),
  { opset: 13, operator: "Reshape", inputs: [[2, 6], int64([2], [0, -1])] },
  { opset: 14, operator: "Reshape", inputs: [[2, 6], int64([2], [3, 4])], attributes: { allowzero: int(1) } },
  { opset: 21, operator: "Reshape", inputs: [[2, 6], int64([2], [0, -1])] },
  { opset: 21, operator: "Transpose", inputs: [[2, 3]] },
  {
    opset: 6,
    operator: "BatchNormalization",
    inputs: [[2, 3, 2], ...statistics],
    attributes: { is_test: int(1), epsilon: float(0.1), spatial: int(1) },
    today: { attributes: { epsilon: float(0.1) } },
  },
  ...[7, 8, 9, 13, 14, 15].map((opset) => {
    return { opset, operator: "BatchNormalization", inputs: [[2, 3, 2], ...statistics] };
  }),
  {
    opset: 7,
    operator: "Upsample",
    inputs: [[1, 1, 2, 2]],
    attributes: { scales: floats([1, 1, 2, 3]), mode: string("nearest") },
  },
  {
    opset: 8,
    operator: "Upsample",
    inputs: [[1, 1, 2, 3]],
    attributes: { scales: floats([1, 1, 2, 2]), mode: string("linear") },
  },
  { opset: 9, operator: "Upsample", inputs: [[1, 1, 2, 2], float32([4], [1, 1, 2, 3])] },
  { opset: 10, operator: "Resize", inputs: [[1, 1, 2, 2], float32([4], [1, 1, 2, 3])] },
  { opset: 10, operator: "Resize", inputs: [images, float32([4], [1, 1, 0.5, 0.5])] },
  {
    opset: 10,
    operator: "Resize",
    inputs: [images, float32([4], [1, 1, 1.5, 2])],
    attributes: { mode: string("linear") },
  },
  ...[11, 13, 18, 19].map((opset) => ({
    opset,
    operator: "Resize",
    inputs: [images, float32([8], [0, 0, 0, 0, 1, 1, 1, 1]), float32([4], [1, 1, 1.5, 0.5])],
    attributes: { mode: string("linear"), coordinate_transformation_mode: string("pytorch_half_pixel") },
  })),
  { opset: 9, operator: "TopK", inputs: [[2, 5]], attributes: { k: int(3), axis: int(1) }, outputs: 2 },
  { opset: 10, operator: "TopK", inputs: [[2, 5], int64([1], [2])], outputs: 2 },
  {
    opset: 11,
    operator: "TopK",
    inputs: [[2, 5], int64([1], [2])],
    attributes: { largest: int(0), axis: int(0) },
    outputs: 2,
  },
  ...[6, 9, 13].map((opset) => ({ opset, operator: "Cast", inputs: [[2, 3]], attributes: { to: int(7) } })),
  ...[19, 21].map((opset) => {
    return { opset, operator: "Cast", inputs: [[2, 3]], attributes: { to: int(11), saturate: int(1) } };
  }),
  {
    opset: 24,
    operator: "Cast",
    inputs: [[2, 3]],
    attributes: { to: int(7), saturate: int(1), round_mode: string("up") },
    today: { attributes: { to: int(7) } },
  },
  { opset: 19, operator: "CastLike", inputs: [[2, 3], int64([], [0])], attributes: { saturate: int(1) } },
  {
    opset: 24,
    operator: "CastLike",
    inputs: [[2, 3], int64([], [0])],
    attributes: { round_mode: string("up") },
    today: { attributes: {} },
  },
  ...[7, 10, 11].map((opset) => ({
    opset,
    operator: "AveragePool",
    inputs: [images],
    attributes: { kernel_shape: ints([2, 3]), pads: ints([1, 1, 0, 1]), count_include_pad: int(1) },
  })),
  ...[{}, { count_include_pad: int(1) }, { pads: ints([1, 1, 1, 1]) }].map((more) => ({
    opset: 19,
    operator: "AveragePool",
    inputs: [[1, 2, 6, 5]],
    attributes: { kernel_shape: ints([2, 2]), dilations: ints([2, 1]), ...more },
  })),
  ...[7, 8, 10, 12].map((opset) => {
    return { opset, operator: "MaxPool", inputs: [images], attributes: { kernel_shape: ints([2, 2]) } };
  }),
  ...[7, 8].flatMap((opset) =>
    ["Max", "Min", "Sum", "Mean"].map((operator) => {
      return { opset, operator, inputs: [[2, 3], opset === 7 ? [2, 3] : [3]] };
    }),
  ),
  ...[9, 11].map((opset) => ({
    opset,
    operator: "OneHot",
    inputs: [int64([3], [0, 2, 1]), int64([1], [3]), float32([2], [-1, 2])],
    attributes: { axis: int(0) },
  })),
  { opset: 9, operator: "DepthToSpace", inputs: [[1, 8, 2, 1]], attributes: { blocksize: int(2) } },
  {
    opset: 11,
    operator: "DepthToSpace",
    inputs: [[1, 8, 2, 1]],
    attributes: { blocksize: int(2), mode: string("CRD") },
  },
  ...[11, 12].map((opset) => {
    return { opset, operator: "GatherND", inputs: [[2, 3], int64([2, 1], [1, 0])] };
  }),
  ...[11, 14].map((opset) => ({ opset, operator: "CumSum", inputs: [[2, 3], int64([], [1])] })),
  ...[11, 12].flatMap((opset) =>
    ["ArgMax", "ArgMin"].map((operator) => ({ opset, operator, inputs: [[2, 3]], attributes: { axis: int(1) } })),
  ),
  ...[13, 15].map((opset) => ({ opset, operator: "Shape", inputs: [[2, 3]] })),
  { opset: 9, operator: "Constant", inputs: [], attributes: { value: tensorAttribute(float32([2], [1, 2])) } },
  ...[
    { value_float: float(1.5) },
    { value_floats: floats([1.5, 2]) },
    { value_int: int(3) },
    { value_ints: ints([3, 4]) },
  ].map((attributes) => ({ opset: 12, operator: "Constant", inputs: [], attributes: attributes as Attributes })),
  { opset: 9, operator: "ConstantOfShape", inputs: [int64([2], [2, 3])] },
  { opset: 20, operator: "DFT", inputs: [[2, 5, 2, 1], undefined, int64([], [1])] },
  { opset: 20, operator: "DFT", inputs: [[2, 5, 2, 1]] },
  { opset: 17, operator: "DFT", inputs: [[2, 5, 1]], attributes: { axis: int(1) } },
  ...["linear", "nearest", "cubic"].map((mode) => ({
    opset: 20,
    operator: "GridSample",
    inputs: [
      [1, 2, 3, 3],
      [1, 2, 4, 2],
    ],
    attributes: { mode: string(mode) },
  })),
  ...["bilinear", "nearest", "bicubic"].map((mode) => ({
    opset: 16,
    operator: "GridSample",
    inputs: [
      [1, 2, 3, 3],
      [1, 2, 4, 2],
    ],
    attributes: { mode: string(mode) },
  })),
  ...[10, 13, 19, 21, 23].flatMap((opset) => [
    { opset, operator: "QuantizeLinear", inputs: [[2, 3], float32([], [0.1]), tensorOf("uint8", [], [100])] },
    {
      opset,
      operator: "DequantizeLinear",
      inputs: [tensorOf("uint8", [3], [0, 100, 255]), float32([], [0.1]), tensorOf("uint8", [], [100])],
    },
  ]),
  { opset: 18, operator: "GroupNormalization", inputs: [[2, 4, 3], [2], [2]], attributes: { num_groups: int(2) } },
  { opset: 21, operator: "GroupNormalization", inputs: [[2, 4, 3], [4], [4]], attributes: { num_groups: int(2) } },
];
