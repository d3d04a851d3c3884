import { float32, type Shape, type Tensor, tensor, tensorOf } from "../src/base/index.ts";
import { float, type Graph, graphAttribute, int, ints, type Node, string } from "../src/graph/index.ts";
import { importBatches } from "./importBatches.ts";
import { type ImportCase, list, modelOf, node, scalar, weights } from "./importModel.ts";

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

/** Networks as exporters write them. */
export const importCases: Readonly<Record<string, ImportCase>> = { ...plain, ...fused, ...importBatches };
