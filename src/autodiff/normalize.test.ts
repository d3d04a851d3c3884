import { describe, expect, test } from "vitest";
import {
  batch,
  type ElementType,
  float32,
  int64,
  type Shape,
  type Tensor,
  UnsupportedOperatorError,
} from "../base/index.ts";
import {
  type Attributes,
  createModel,
  float,
  type Graph,
  int,
  ints,
  type LocalFunction,
  type Model,
  type Node,
  tensorAttribute,
} from "../graph/index.ts";
import { refuseInteraction } from "./batchDependence.ts";
import { normalizeModel } from "./normalize.ts";

const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  domain = "",
): Node => ({ name: `${operator}_${outputs[0]}`, operator, domain, inputs, outputs, attributes });

function model(shape: Shape, nodes: readonly Node[], rest: Partial<Graph> = {}): Model {
  const graph: Graph = {
    name: "test",
    inputs: [{ name: "x", type: "float32", shape }],
    outputs: [{ name: "y" }],
    nodes,
    initializers: new Map(),
    valueInfo: [],
    ...rest,
  };
  return createModel(graph);
}

const outputShape = (graph: Graph): Shape | undefined => graph.outputs[0]?.shape;
const relu = [node("Relu", ["x"], ["y"])];

describe("the batch axis", () => {
  test.each([[["batch_size", 3]], [["?", 3]], [[0, 3]], [["N", 3]], [[1, 3]], [[7, 3]]] as const)(
    "of %j becomes symbolic",
    (shape) => {
      expect(outputShape(normalizeModel(model(shape, relu)))).toEqual([batch, 3]);
    },
  );

  test("stays as it is when asked to", () => {
    expect(outputShape(normalizeModel(model([4, 3], relu), { batch: "as-is" }))).toEqual([4, 3]);
  });

  test("of a vector that is fixed is not taken for a batch", () => {
    expect(outputShape(normalizeModel(model([4], relu)))).toEqual([4]);
  });

  test("that is baked into a Reshape is opened", () => {
    const shapes = new Map([["shape", int64([2], [1, -1])]]);
    const baked = model([1, 2, 3], [node("Reshape", ["x", "shape"], ["y"])], { initializers: shapes });
    expect(outputShape(normalizeModel(baked))).toEqual([batch, 6]);
  });

  test("that attention has baked into its shapes is opened: time first, heads merged, a class token", () => {
    const constants = new Map<string, Tensor>([
      ["token", float32([1, 1, 6], [1, 2, 3, 4, 5, 6])],
      ["rows", int64([2], [5, 6])],
      ["back", int64([3], [5, 1, 6])],
      ["heads", int64([3], [5, 2, 3])],
      ["flat", int64([2], [1, 30])],
    ]);
    const nodes = [
      node("Concat", ["token", "x"], ["tokens"], { axis: int(1) }),
      node("Transpose", ["tokens"], ["time"], { perm: ints([1, 0, 2]) }),
      node("Reshape", ["time", "rows"], ["matrix"]),
      node("Relu", ["matrix"], ["active"]),
      node("Reshape", ["active", "back"], ["apart"]),
      node("Reshape", ["apart", "heads"], ["split"]),
      node("Transpose", ["split"], ["headsFirst"], { perm: ints([1, 0, 2]) }),
      node("Softmax", ["headsFirst"], ["scores"], { axis: int(-1) }),
      node("Transpose", ["scores"], ["timeFirst"], { perm: ints([1, 0, 2]) }),
      node("Reshape", ["timeFirst", "back"], ["joined"]),
      node("Transpose", ["joined"], ["batchFirst"], { perm: ints([1, 0, 2]) }),
      node("Reshape", ["batchFirst", "flat"], ["y"]),
    ];
    const graph = normalizeModel(model([1, 4, 6], nodes, { initializers: constants }));
    expect(outputShape(graph)).toEqual([batch, 30]);
    expect(() => refuseInteraction(graph)).not.toThrow();
  });

  test("that the network cannot do without stays", () => {
    const weights = new Map([["w", float32([2, 3], [1, 2, 3, 4, 5, 6])]]);
    const baked = model([2, 3], [node("Mul", ["x", "w"], ["y"])], { initializers: weights });
    expect(outputShape(normalizeModel(baked))).toEqual([2, 3]);
  });

  test("that vanishes stays", () => {
    const reduced = model([2, 3], [node("ReduceMean", ["x"], ["y"])]);
    expect(normalizeModel(reduced).inputs[0]?.shape).toEqual([2, 3]);
  });
});

test("other open sizes must be given, and the error names them", () => {
  const open = model(["batch", 3, "height", "?"], relu);
  expect(() => normalizeModel(open)).toThrow(/"x".*"height" and "\?"/);
  const given = normalizeModel(model(["batch", 3, "height"], relu), { sizes: { height: 8 } });
  expect(outputShape(given)).toEqual([batch, 3, 8]);
});

test("an input without a rank is refused", () => {
  const unknown = model([], relu, { inputs: [{ name: "x", type: "float32" }] });
  expect(() => normalizeModel(unknown)).toThrow(/input "x"/);
});

test("shapes that are computed from shapes are followed", () => {
  const nodes = [
    node("Shape", ["x"], ["sizes"]),
    node("Constant", [], ["zero"], { value: tensorAttribute(int64([], [0])) }),
    node("Gather", ["sizes", "zero"], ["n"], { axis: int(0) }),
    node("Unsqueeze", ["n"], ["n1"], { axes: ints([0]) }),
    node("Constant", [], ["rest"], { value: tensorAttribute(int64([1], [-1])) }),
    node("Concat", ["n1", "rest"], ["target"], { axis: int(0) }),
    node("Reshape", ["x", "target"], ["y"]),
  ];
  const exported = { ...model(["batch", 3, 4], nodes), opsets: { "": 11 } };
  const graph = normalizeModel(exported);
  expect(outputShape(graph)).toEqual([batch, 12]);
  expect(graph.nodes.map(({ operator }) => operator)).not.toContain("Constant");
});

test("PyTorch's pads are followed: a list in reverse, by rows of two", () => {
  const constants = new Map([
    ["pads", int64([4], [1, 2, 0, 0])],
    ["pairs", int64([2], [-1, 2])],
    ["last", int64([1], [-1])],
    ["first", int64([1], [-(2 ** 31)])],
    ["zero", int64([1], [0])],
  ]);
  const nodes = [
    node("Reshape", ["pads", "pairs"], ["rows"]),
    node("Slice", ["rows", "last", "first", "zero", "last"], ["turned"]),
    node("Transpose", ["turned"], ["columns"], { perm: ints([1, 0]) }),
    node("Reshape", ["columns", "last"], ["list"]),
    node("Cast", ["list"], ["whole"], { to: int(7) }),
    node("Pad", ["x", "whole"], ["y"]),
  ];
  expect(outputShape(normalizeModel(model(["batch", 5], nodes, { initializers: constants })))).toEqual([batch, 8]);
});

test("PyTorch's expand(-1, n) is followed: Where(Equal(shape, -1), ones, shape)", () => {
  const constants = new Map([
    ["one", int64([1], [1])],
    ["minus", int64([2], [-1, -1])],
    ["want", int64([2], [-1, 5])],
    ["two", int64([1], [2])],
  ]);
  const nodes = [
    node("ConstantOfShape", ["two"], ["ones"], { value: tensorAttribute(int64([1], [1])) }),
    node("Equal", ["want", "minus"], ["open"]),
    node("Where", ["open", "ones", "want"], ["target"]),
    node("Expand", ["x", "target"], ["y"]),
  ];
  const graph = normalizeModel(model(["batch", 1], nodes, { initializers: constants }));
  expect(outputShape(graph)).toEqual([batch, 5]);
});

describe("what cannot be done", () => {
  const nodes = [
    node("LSTM", ["x"], ["a"]),
    node("Loop", ["a"], ["b"]),
    node("Scaler", ["b"], ["c"], {}, "ai.onnx.ml"),
    node("FusedGelu", ["c"], ["y"], {}, "com.microsoft"),
    node("Relu", ["x"], ["early"]),
  ];

  test("is listed in full, with names and reasons", () => {
    const error = catchError(() => normalizeModel(model(["batch", 3], nodes), { source: "net.onnx" }));
    expect(error).toBeInstanceOf(UnsupportedOperatorError);
    const { blocked, exitCode, message } = error as UnsupportedOperatorError;
    expect(blocked.map(({ operator }) => operator)).toEqual([
      "LSTM",
      "Loop",
      "ai.onnx.ml.Scaler",
      "com.microsoft.FusedGelu",
    ]);
    expect(exitCode).toBe(3);
    expect(message).toMatch(/net\.onnx.*recurrent.*control flow/);
  });

  test("does not matter where the outputs do not need it", () => {
    const graph = normalizeModel(model(["batch", 3], nodes), { outputs: ["early"] });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(["Relu"]);
    expect(graph.outputs[0]?.name).toBe("early");
  });

  test("an output that is not there is refused with examples", () => {
    expect(() => normalizeModel(model(["batch", 3], relu), { outputs: ["logits"] })).toThrow(/"logits".*y/);
  });
});

describe("functions of the model", () => {
  const scaled: LocalFunction = {
    name: "Scaled",
    domain: "custom",
    inputs: ["a"],
    outputs: ["b"],
    attributes: ["slope"],
    attributeDefaults: { axes: ints([0]) },
    nodes: [
      node("LeakyRelu", ["a"], ["t"], { alpha: { kind: "reference", type: 1, value: "slope" } }),
      node("Unsqueeze", ["t"], ["u"], { axes: { kind: "reference", type: 7, value: "axes" } }),
      node("Squeeze", ["u"], ["b"], { axes: ints([0]) }),
    ],
    opsets: { "": 12 },
  };

  test("are written out, each call under its own names, from their own operator set", () => {
    const calls = [
      node("Scaled", ["x"], ["h"], { slope: float(0.5) }, "custom"),
      node("Scaled", ["h"], ["y"], {}, "custom"),
    ];
    const graph = normalizeModel({ ...model(["batch", 3], calls), functions: [scaled] });
    expect(outputShape(graph)).toEqual([batch, 3]);
    const layers = graph.nodes.filter(({ operator }) => operator === "LeakyRelu");
    expect(layers.map(({ attributes }) => attributes)).toEqual([{ alpha: float(0.5) }, {}]);
    expect(new Set(graph.nodes.flatMap(({ outputs }) => outputs)).size).toBe(6);
    expect(graph.nodes.every(({ domain }) => domain === "")).toBe(true);
  });

  test("that call themselves are refused", () => {
    const endless = { ...scaled, nodes: [node("Scaled", ["a"], ["b"], {}, "custom")] };
    const calls = [node("Scaled", ["x"], ["y"], {}, "custom")];
    expect(() => normalizeModel({ ...model(["batch", 3], calls), functions: [endless] })).toThrow(/calls itself/);
  });
});

test("inputs that nothing needs are dropped, others keep their types", () => {
  const infos = [
    { name: "x", type: "float32" as ElementType, shape: ["batch", 3] },
    { name: "ids", type: "int64" as ElementType, shape: ["batch"] },
    { name: "unused", type: "float32" as ElementType },
  ];
  const nodes = [
    node("GatherElements", ["x", "column"], ["y"], { axis: int(1) }),
    node("Unsqueeze", ["ids", "one"], ["column"]),
  ];
  const sorted = [nodes[1]!, nodes[0]!];
  const graph = normalizeModel(model([], sorted, { inputs: infos, initializers: new Map([["one", int64([1], [1])]]) }));
  expect(graph.inputs.map(({ name, shape }) => [name, shape])).toEqual([
    ["x", [batch, 3]],
    ["ids", [batch]],
  ]);
  expect(outputShape(graph)).toEqual([batch, 1]);
});

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
