import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { runGraph } from "../../test/runtime.ts";
import { lower, normalizeModel } from "../autodiff/index.ts";
import { float32, numbers, random, type Shape, sizeOf, type Tensor } from "../base/index.ts";
import { type Attributes, createModel, floats, int, ints, type Model, string, writeModel } from "../graph/index.ts";

const draw = (shape: readonly number[], address: string): Tensor =>
  float32(shape, Array.from({ length: sizeOf(shape) }, random(0, address).normal));

/** One node of an operator set on x, all other inputs constant. */
function nodeModel(
  opset: number,
  operator: string,
  attributes: Attributes,
  shape: Shape,
  constants: readonly Tensor[] = [],
): Model {
  const graph = {
    name: operator,
    inputs: [{ name: "x", type: "float32" as const, shape }],
    outputs: [{ name: "y", type: "float32" as const }],
    nodes: [
      {
        name: "node",
        operator,
        domain: "",
        inputs: ["x", ...constants.map((_, i) => `c${i}`)],
        outputs: ["y"],
        attributes,
      },
    ],
    initializers: new Map(constants.map((value, i) => [`c${i}`, value])),
    valueInfo: [],
  };
  return { ...createModel(graph), opsets: { "": opset } };
}

async function runtimes(model: Model, x: Tensor): Promise<Tensor> {
  const session = await ort.InferenceSession.create(writeModel(model), { logSeverityLevel: 4 });
  const { y } = await session.run({ x: new ort.Tensor("float32", x.data as Float32Array, x.shape) });
  return { type: "float32", shape: y!.dims, data: y!.data as Float32Array };
}

const ours = async (model: Model, x: Tensor): Promise<Tensor> =>
  (await runGraph(lower(normalizeModel(model)), { x }))["y"]!;

describe("forms of other operator sets compute what the runtime makes of them", () => {
  const scales = (...values: number[]) => [float32([values.length], values)];
  const window = { kernel_shape: ints([2, 2]), dilations: ints([2, 1]) };
  const cases: readonly (readonly [string, number, string, Attributes, readonly number[], readonly Tensor[]])[] = [
    ["grows", 10, "Resize", { mode: string("nearest") }, [2, 1, 2, 3], scales(1, 1, 2, 1.5)],
    ["shrinks", 10, "Resize", { mode: string("nearest") }, [2, 1, 5, 4], scales(1, 1, 0.6, 0.5)],
    ["does both", 10, "Resize", { mode: string("nearest") }, [2, 1, 5, 3], scales(1, 1, 0.6, 2.5)],
    ["interpolates", 10, "Resize", { mode: string("linear") }, [2, 1, 5, 3], scales(1, 1, 0.6, 2.5)],
    ["repeats", 9, "Upsample", { mode: string("nearest") }, [2, 2, 2, 3], scales(1, 1, 2, 3)],
    ["interpolates", 9, "Upsample", { mode: string("linear") }, [2, 2, 2, 3], scales(1, 1, 2, 3)],
    ["with attributes", 7, "Upsample", { scales: floats([1, 1, 2, 2]) }, [2, 2, 2, 3], []],
    ["dilated", 19, "AveragePool", window, [2, 3, 5, 4], []],
    ["dilated", 19, "AveragePool", { ...window, pads: ints([1, 0, 1, 1]), strides: ints([2, 1]) }, [2, 2, 5, 4], []],
    [
      "dilated",
      19,
      "AveragePool",
      { ...window, pads: ints([1, 1, 0, 0]), count_include_pad: int(1) },
      [1, 2, 5, 4],
      [],
    ],
  ];
  test.each(cases)("%s: opset %i %s", async (_, opset, operator, attributes, shape, constants) => {
    const model = nodeModel(opset, operator, attributes, ["N", ...shape.slice(1)], constants);
    const x = draw(shape, operator);
    const [expected, actual] = [await runtimes(model, x), await ours(model, x)];
    expect(actual.shape).toEqual(expected.shape);
    numbers(expected).forEach((value, i) => {
      expect(numbers(actual)[i]).toBeCloseTo(value, 5);
    });
  });
});

test("group normalisation with an element per group is that with the same element for each of its channels", async () => {
  const x = draw([2, 4, 3], "groups");
  const own = (opset: number, scale: readonly number[], bias: readonly number[]) => {
    const constants = [float32([scale.length], scale), float32([bias.length], bias)];
    return ours(nodeModel(opset, "GroupNormalization", { num_groups: int(2) }, ["N", 4, 3], constants), x);
  };
  const perGroup = await own(18, [0.5, 2], [1, -1]);
  const perChannel = await own(21, [0.5, 0.5, 2, 2], [1, 1, -1, -1]);
  numbers(perChannel).forEach((value, i) => {
    expect(numbers(perGroup)[i]).toBeCloseTo(value, 6);
  });
});

describe("what cannot be known or is understood in two ways is refused", () => {
  const refused = (opset: number, operator: string, attributes: Attributes, constants: readonly Tensor[] = []) =>
    expect(() => normalizeModel(nodeModel(opset, operator, attributes, ["N", 1, 5, 5], constants)));
  const kernel = { kernel_shape: ints([2, 2]) };
  test("pools", () => {
    const same = { ...kernel, auto_pad: string("SAME_UPPER") };
    refused(18, "MaxPool", { ...same, dilations: ints([2, 2]) }).toThrow(/explicit pads/);
    refused(18, "AveragePool", { ...same, strides: ints([5, 5]) }).toThrow(/explicit pads/);
    refused(9, "MaxPool", { ...kernel, pads: ints([0, 0, 2, 0]) }).toThrow(/pads smaller than the kernel/);
    refused(19, "AveragePool", { ...kernel, dilations: ints([2, 2]), ceil_mode: int(1) }).toThrow(/ceil_mode/);
  });
  test("resizing of the batch", () => {
    refused(10, "Resize", {}, [float32([4], [2, 1, 1, 1])]).toThrow(/the batch as it is/);
  });
});
