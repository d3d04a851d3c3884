import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { normalizeModel } from "../src/autodiff/index.ts";
import { upgradeNodes } from "../src/autodiff/upgradeNodes.ts";
import {
  type ElementType,
  float32,
  int64,
  NetspectraError,
  random,
  sizeOf,
  type Tensor,
  tensorOf,
} from "../src/base/index.ts";
import {
  type Attributes,
  createModel,
  float,
  floats,
  int,
  ints,
  type Model,
  string,
  writeModel,
} from "../src/graph/index.ts";
import { runGraph } from "./runtime.ts";

/** One node as a file of an older (or newer) operator set holds it. */
interface OldNode {
  opset: number;
  operator: string;
  inputs: readonly (readonly number[] | Tensor)[];
  attributes?: Attributes;
  outputs?: number;
  /** Element types of the outputs after the first; default: float32. */
  types?: readonly ElementType[];
}

const cases: readonly OldNode[] = [
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
  { opset: 10, operator: "Pad", inputs: [[2, 3]], attributes: { pads: ints([0, 1, 1, 0]), value: float(2.5) } },
  { opset: 6, operator: "Pad", inputs: [[2, 3]], attributes: { pads: ints([0, 1, 0, 2]), mode: string("reflect") } },
  { opset: 19, operator: "Pad", inputs: [[3, 4], int64([4], [1, 0, 2, 3])], attributes: { mode: string("wrap") } },
  { opset: 21, operator: "Pad", inputs: [[3, 4], int64([4], [1, 0, 2, 3])], attributes: { mode: string("edge") } },
  { opset: 11, operator: "Dropout", inputs: [[2, 3]], attributes: { ratio: float(0.4) } },
  { opset: 7, operator: "Dropout", inputs: [[2, 3]], attributes: { ratio: float(0.4) } },
  {
    opset: 9,
    operator: "Scatter",
    inputs: [[3, 3], int64([2, 3], [1, 0, 2, 0, 2, 1]), [2, 3]],
    attributes: { axis: int(0) },
  },
  { opset: 9, operator: "Flatten", inputs: [[2, 3, 2]] },
  {
    opset: 8,
    operator: "Concat",
    inputs: [
      [2, 1],
      [2, 3],
    ],
    attributes: { axis: int(1) },
  },
  { opset: 21, operator: "Reshape", inputs: [[2, 6], int64([2], [0, -1])] },
  { opset: 21, operator: "Transpose", inputs: [[2, 3]] },
  { opset: 9, operator: "TopK", inputs: [[2, 5]], attributes: { k: int(3) }, outputs: 2, types: ["int64"] },
  {
    opset: 10,
    operator: "TopK",
    inputs: [[5, 2], int64([1], [2])],
    attributes: { axis: int(0) },
    outputs: 2,
    types: ["int64"],
  },
  {
    opset: 24,
    operator: "TopK",
    inputs: [[2, 5], int64([1], [2])],
    attributes: { largest: int(0), axis: int(1) },
    outputs: 2,
    types: ["int64"],
  },
  { opset: 11, operator: "Hardmax", inputs: [[2, 3, 2]], attributes: { axis: int(1) } },
  {
    opset: 12,
    operator: "Einsum",
    inputs: [
      [2, 3],
      [4, 3],
    ],
    attributes: { equation: string("ij,kj") },
  },
  { opset: 9, operator: "Compress", inputs: [[3, 2], tensorOf("bool", [3], [1, 0, 1])], attributes: { axis: int(0) } },
];

test.each(cases.map((own) => [`${own.operator} of opset ${own.opset}`, own] as const))(
  "%s %#: the node in today's form computes what the runtime makes of the old one",
  async (_, own) => {
    const { model, feeds } = modelOf(own);
    const graph = normalizeModel(model, { batch: "as-is" });
    const expected = await runModel(model, feeds);
    const actual = await runGraph(graph, feeds);
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(actual[name]!.shape).toEqual(shape);
      expect(actual[name]!.data).toEqual(data);
    }
  },
);

test("dropout in training mode is refused, in the words of its operator set", () => {
  const { model } = modelOf({ opset: 6, operator: "Dropout", inputs: [[2, 3]] });
  expect(() => normalizeModel(model)).toThrow(/evaluation mode/);
  const evaluation = modelOf({ opset: 6, operator: "Dropout", inputs: [[2, 3]], attributes: { is_test: int(1) } });
  expect(normalizeModel(evaluation.model).nodes.map(({ operator }) => operator)).toEqual(["Dropout"]);
});

test("withdrawn operators go by their new names", () => {
  const { model } = modelOf({
    opset: 7,
    operator: "Upsample",
    inputs: [[1, 1, 2, 2]],
    attributes: { scales: floats([1, 1, 2, 2]), mode: string("nearest") },
  });
  const old = model.graph.nodes.map((node) => ({ node, opset: 7 }));
  const [node] = upgradeNodes(model.graph, old).nodes;
  expect(node?.operator).toBe("Resize");
  expect(node?.attributes["coordinate_transformation_mode"]).toEqual(string("asymmetric"));
  expect(node?.inputs.length).toBe(3);
});

test.each([5, 27])("operator set %i is refused", (opset) => {
  const { model } = modelOf({ opset, operator: "Relu", inputs: [[2, 3]] });
  expect(() => normalizeModel(model)).toThrow(NetspectraError);
});

function modelOf({ opset, operator, inputs, attributes = {}, outputs = 1, types = [] }: OldNode): {
  model: Model;
  feeds: Record<string, Tensor>;
} {
  const feeds: Record<string, Tensor> = {};
  const initializers = new Map<string, Tensor>();
  const names = inputs.map((input, i) => {
    const name = `x${i}`;
    if ("data" in input) initializers.set(name, input as Tensor);
    else feeds[name] = randomTensor(input, `${operator}/${i}`);
    return name;
  });
  const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const graph = {
    name: operator,
    inputs: Object.entries(feeds).map(([name, { type, shape }]) => ({ name, type, shape })),
    outputs: results.map((name, i) => ({ name, type: types[i - 1] ?? "float32" })),
    nodes: [{ name: "old", operator, domain: "", inputs: names, outputs: results, attributes }],
    initializers,
    valueInfo: [],
  };
  return { model: { ...createModel(graph), opsets: { "": opset } }, feeds };
}

function randomTensor(shape: readonly number[], address: string): Tensor {
  const stream = random(3, address);
  return float32(shape, Array.from({ length: sizeOf(shape) }, stream.normal));
}

async function runModel(model: Model, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(writeModel({ ...model, irVersion: 9 }), { logSeverityLevel: 4 });
  const outputs = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, t]) => [name, new ort.Tensor("float32", t.data as Float32Array, t.shape)]),
    ),
  );
  return Object.fromEntries(
    Object.entries(outputs).map(([name, t]) => [
      name,
      { type: "float32" as const, shape: t.dims, data: t.data as never },
    ]),
  );
}
