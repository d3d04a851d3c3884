import { describe, expect, test } from "vitest";
import { batch, type ElementType, float32, int64, type Shape, type Tensor } from "../base/index.ts";
import {
  type Attributes,
  createModel,
  type Graph,
  graphAttribute,
  int,
  ints,
  type LocalFunction,
  type Model,
  type Node,
} from "../graph/index.ts";
import { refuseInteraction } from "./batchDependence.ts";
import { fixInputs } from "./fixInputs.ts";
import { hasBatchAxis } from "./hasBatchAxis.ts";
import { normalizeModel, normalizeWithReport } from "./normalize.ts";
import { parameterNames } from "./parameterNames.ts";
import { knownShapes, shapeQuestion, unknownShapes } from "./unknownShapes.ts";

const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
): Node => {
  return { name: `${operator}_${outputs[0]}`, operator, domain: "", inputs, outputs, attributes };
};

function model(
  inputs: Readonly<Record<string, Shape>>,
  nodes: readonly Node[],
  constants: Readonly<Record<string, Tensor>> = {},
): Model {
  const type: ElementType = "float32";
  return createModel({
    name: "test",
    inputs: Object.entries(inputs).map(([name, shape]) => ({ name, type, shape })),
    outputs: [{ name: "y" }],
    nodes,
    initializers: new Map(Object.entries(constants)),
    valueInfo: [],
  });
}

const ones = (...shape: number[]) => float32(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1));
const list = (...values: number[]) => int64([values.length], values);
const shapeOf = (graph: Graph, name = "y") => graph.outputs.find((output) => output.name === name)?.shape;
const relu = [node("Relu", ["x"], ["y"])];

describe("a batch on a later axis", () => {
  test("is turned to the front", () => {
    const graph = normalizeModel(model({ x: [5, "batch", 3] }, relu));
    expect(graph.inputs[0]?.shape).toEqual([batch, 5, 3]);
    expect(shapeOf(graph)).toEqual([5, batch, 3]);
    expect(() => refuseInteraction(graph)).not.toThrow();
  });

  test("is found when the other open sizes are given", () => {
    const graph = normalizeModel(model({ x: ["time", "batch", 3] }, relu), { sizes: { time: 7 } });
    expect(graph.inputs[0]?.shape).toEqual([batch, 7, 3]);
  });
});

describe("no batch axis", () => {
  const alone = model({ x: [4] }, [node("MatMul", ["x", "w"], ["y"])], { w: ones(4, 2) });
  const image = model(
    { x: [1, 3, 3] },
    [node("Unsqueeze", ["x", "a"], ["u"]), node("Conv", ["u", "k"], ["c"]), node("Flatten", ["c"], ["y"])],
    { a: list(0), k: ones(2, 1, 2, 2) },
  );

  test("is told from the shapes", () => {
    expect(hasBatchAxis(alone)).toBe(false);
    expect(hasBatchAxis(model({ x: ["batch", 4] }, relu))).toBe(true);
    expect(hasBatchAxis(model({ x: [1, 4] }, relu))).toBe(true);
    expect(hasBatchAxis(image)).toBe(true);
  });

  test("is told from the shape of a sample, where it is known", () => {
    expect(hasBatchAxis(model({ x: [6, 4] }, relu), [24])).toBe(false);
    expect(hasBatchAxis(model({ x: [6, 4] }, relu), [2, 2])).toBe(true);
    expect(hasBatchAxis(model({ x: [1, 4] }, relu), [4])).toBe(true);
    const summed = model({ x: [1, 4] }, [node("ReduceSum", ["x", "a"], ["y"], { keepdims: int(0) })], { a: list(0) });
    expect(hasBatchAxis(summed, [4])).toBe(false);
  });

  test("is put before the input and the output", () => {
    for (const given of [alone, image]) {
      const { graph, batch: size } = normalizeWithReport(given, { batch: "absent" });
      expect(size).toBe("any");
      const [first, ...sample] = graph.inputs[0]!.shape!;
      expect(sample).toEqual(given.graph.inputs[0]!.shape);
      expect(shapeOf(graph)?.[0]).toBe(first);
    }
    expect(shapeOf(normalizeModel(image, { batch: "absent" }))?.slice(1)).toEqual([8]);
  });
});

describe("inputs that are fixed", () => {
  const two = (shape: Shape) =>
    model({ x: ["batch", 3], m: shape }, [node("Concat", ["x", "m"], ["y"], { axis: int(1) })]);

  test.each([
    ["a number", 0.5],
    ["a tensor for one sample", ones(2)],
    ["a tensor with a batch of one", ones(1, 2)],
  ])("to %s stand beside every sample", (_, value) => {
    const graph = normalizeModel(fixInputs(two(["batch", 2]), { m: value }));
    expect(graph.inputs.map(({ name }) => name)).toEqual(["x"]);
    expect(shapeOf(graph)).toEqual([batch, 5]);
    expect(() => refuseInteraction(graph)).not.toThrow();
  });

  test("without a batch axis are constants", () => {
    const scaled = model({ x: ["batch", 3], s: [3] }, [node("Mul", ["x", "s"], ["y"])]);
    const fixed = fixInputs(scaled, { s: 2 });
    expect(fixed.graph.initializers.get("s")?.data).toEqual(Float32Array.of(2, 2, 2));
    expect(shapeOf(normalizeModel(fixed))).toEqual([batch, 3]);
  });

  test("of a frozen batch are opened with it", () => {
    const frozen = model({ x: [1, 3], m: [1, 2] }, [node("Concat", ["x", "m"], ["y"], { axis: int(1) })]);
    expect(normalizeWithReport(fixInputs(frozen, { m: 1 })).batch).toBe("any");
  });

  test("must be there, and fit", () => {
    expect(() => fixInputs(two([2]), { mask: 1 })).toThrow(/"mask".*"x", "m"/);
    expect(() => fixInputs(two(["batch", 2]), { m: ones(3) })).toThrow(/"m".*batch×2.*3/);
    expect(() => fixInputs(two(["batch", "width"]), { m: 1 })).toThrow(/"m".*width/);
    expect(() => fixInputs(two(["batch", 2]), { m: list(1, 2) })).toThrow(/float32.*int64/);
  });
});

describe("shapes that are computed from data", () => {
  const data = model(
    { x: ["batch", 4] },
    [
      node("Shape", ["x"], ["s"]),
      node("Cast", ["x"], ["i"], { to: int(7) }),
      node("ReduceMax", ["i"], ["m"], { keepdims: int(0) }),
      node("Mul", ["m", "none"], ["zero"]),
      node("Add", ["s", "zero"], ["target"]),
      node("Reshape", ["x", "target"], ["y"]),
    ],
    { none: int64([], [0]) },
  );

  test("are asked for, and then known", () => {
    expect(() => normalizeModel(data)).toThrow(/Reshape/);
    expect(unknownShapes(data)).toEqual(["target"]);
    expect(shapeQuestion(data)?.outputs.map(({ name }) => name)).toEqual(["target"]);
    const at = (size: number) => ({ batch: size, values: new Map([["target", list(size, 4)]]) });
    const known = knownShapes(at(2), at(3));
    expect(known.get("target")).toEqual([batch, 4]);
    expect(unknownShapes(data, { known })).toEqual([]);
    expect(shapeOf(normalizeModel(data, { known }))).toEqual([batch, 4]);
  });

  test("may be declared by the file", () => {
    const outputs = [{ name: "y", shape: ["batch", 4] }];
    const declared = { ...data, graph: { ...data.graph, outputs } };
    expect(unknownShapes(declared)).toEqual([]);
    expect(shapeOf(normalizeModel(declared))).toEqual([batch, 4]);
  });

  test("that follow no rule stay unknown", () => {
    const answer = (size: number, value: number) => ({ batch: size, values: new Map([["target", list(value)]]) });
    expect(knownShapes(answer(2, 5), answer(3, 6)).size).toBe(0);
  });

  test("are not asked for where all is known", () => {
    expect(shapeQuestion(model({ x: ["batch", 4] }, relu))).toBeUndefined();
  });
});

describe("parameters", () => {
  test("are weights, biases, scales and shifts under their own names, not statistics or factors", () => {
    const names = ["scale", "shift", "mean", "var"];
    const nodes = [
      node("Conv", ["x", "kernel"], ["c"]),
      node("BatchNormalization", ["c", ...names], ["n"]),
      node("Mul", ["n", "half"], ["h"]),
      node("Flatten", ["h"], ["f"]),
      node("Identity", ["weight"], ["w"]),
      node("Transpose", ["w"], ["t"], { perm: ints([1, 0]) }),
      node("MatMul", ["f", "t"], ["z"]),
      node("Add", ["z", "bias"], ["b"]),
      node("ArgMax", ["b"], ["dead"]),
      node("Relu", ["b"], ["y"]),
    ];
    const statistics = Object.fromEntries(names.map((name) => [name, ones(2)]));
    const constants = { kernel: ones(2, 1, 2, 2), half: ones(), weight: ones(3, 8), bias: ones(3), ...statistics };
    const graph = normalizeModel(model({ x: ["batch", 1, 3, 3] }, nodes, constants));
    expect(parameterNames(graph).toSorted()).toEqual(["bias", "kernel", "scale", "shift", "weight"]);
    expect(graph.initializers.get("weight")?.shape).toEqual([8, 3]);
  });

  test("lie on a differentiable path", () => {
    const nodes = [node("MatMul", ["x", "w"], ["z"]), node("Sign", ["z"], ["s"]), node("MatMul", ["s", "v"], ["y"])];
    const graph = normalizeModel(model({ x: ["batch", 2] }, nodes, { w: ones(2, 2), v: ones(2, 2) }));
    expect(parameterNames(graph)).toEqual(["v"]);
  });
});

test("functions may hand an input through, and use values of the call in an If", () => {
  const own: LocalFunction = {
    name: "Both",
    domain: "custom",
    inputs: ["a"],
    outputs: ["a", "b"],
    attributes: [],
    attributeDefaults: {},
    nodes: [
      node("Shape", ["a"], ["s"]),
      node("Gather", ["s", "i"], ["n"]),
      node("Equal", ["n", "n"], ["same"]),
      node("If", ["same"], ["b"], {
        then_branch: graphAttribute(branchOf([node("Neg", ["a"], ["t"])], "t")),
        else_branch: graphAttribute(branchOf([node("LSTM", ["a"], ["e"])], "e")),
      }),
    ].toSpliced(1, 0, node("Constant", [], ["i"], { value_int: int(1) })),
    opsets: { "": 18 },
  };
  const calls = [{ ...node("Both", ["x"], ["p", "q"]), domain: "custom" }, node("Add", ["p", "q"], ["y"])];
  const graph = normalizeModel({ ...model({ x: ["batch", 3] }, calls), functions: [own] });
  expect(graph.nodes.map(({ operator }) => operator).toSorted()).toEqual(["Add", "Identity", "Identity", "Neg"]);
  expect(shapeOf(graph)).toEqual([batch, 3]);
});

function branchOf(nodes: readonly Node[], output: string): Graph {
  return { name: output, inputs: [], outputs: [{ name: output }], nodes, initializers: new Map(), valueInfo: [] };
}
