import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32, numbers, sizeOf } from "../base/index.ts";
import { createBuilder, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import {
  architecture,
  everyLayer,
  initialise,
  type Layer,
  mlp,
  network,
  type ParameterSpec,
  parameterCount,
  planNetwork,
  presets,
  readLayers,
  resnet,
} from "./index.ts";

describe("parameter counts", () => {
  test.each([
    ["edjm-cnn-mnist", 10.09e6],
    ["edjm-mlp-mnist", 8.31e6],
    ["mlp-shallow", 0.407e6],
  ] as const)("%s has %d on MNIST", (name, expected) => {
    const count = parameterCount(planNetwork([1, 28, 28], presets[name].layers, 10));
    expect(count / expected).toBeCloseTo(1, 2);
  });

  test.each([
    [3, 0.27e6],
    [5, 0.46e6],
    [7, 0.66e6],
    [9, 0.85e6],
  ])("a residual network of 6 · %d + 2 layers has %d (He et al. 2016, table 6)", (blocks, expected) => {
    const plan = planNetwork([3, 32, 32], resnet({ blocks }), 10);
    expect(parameterCount(plan) / 1e6).toBeCloseTo(expected / 1e6, 2);
    const kinds = everyLayer(plan).map(({ layer }) => layer.kind);
    expect(kinds.filter((kind) => kind === "conv" || kind === "dense")).toHaveLength(6 * blocks + 2);
  });

  test("projections cost two matrices and their batch normalisations", () => {
    const count = (shortcut: "padded" | "projection") =>
      parameterCount(planNetwork([3, 32, 32], resnet({ blocks: 2, shortcut }), 10));
    expect(count("projection") - count("padded")).toBe(16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
  });

  test("a perceptron has Σ (inputs + 1) · units", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (units, k) => {
          const sizes = [7, ...units, k];
          const expected = sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);
          expect(parameterCount(planNetwork([7], mlp(units), k))).toBe(expected);
        },
      ),
    );
  });
});

test.each(Object.entries(presets))("%s can be built, and is named as planned", (_, preset) => {
  const { layers, ...meant } = preset;
  const input = "input" in meant ? meant.input : [1, 28, 28];
  const g = createBuilder(infer);
  const specs: ParameterSpec[] = [];
  const parameter = (spec: ParameterSpec): Value => {
    specs.push(spec);
    return g.input(spec.name, "float32", spec.shape);
  };
  const { logits, plan, layers: values } = network(g, { input, layers, classes: 10, parameter });
  expect(logits).toMatchObject({ name: "logits", shape: ["N", 10] });
  expect([...values.keys()]).toEqual(everyLayer(plan).map(({ name }) => name));
  for (const { name, output } of everyLayer(plan)) expect(values.get(name)!.shape).toEqual(["N", ...output]);
  expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length);
});

describe("initialisation", () => {
  const spec: ParameterSpec = {
    name: "dense_1.weight",
    shape: [200, 300],
    trained: true,
    start: { kind: "random", fanIn: 300, fanOut: 200, rectified: true },
  };
  const meanSquare = (values: readonly number[]) => values.reduce((sum, v) => sum + v * v, 0) / values.length;

  test("he has variance 2/fan_in", () => {
    expect(meanSquare(numbers(initialise(spec, "he", 0))) * (300 / 2)).toBeCloseTo(1, 1);
  });

  test("glorot is uniform on ±√(6/(fan_in + fan_out))", () => {
    const values = numbers(initialise(spec, "glorot", 0));
    const bound = Math.sqrt(6 / 500);
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * bound);
    expect(meanSquare(values) * (3 / bound ** 2)).toBeCloseTo(1, 1);
  });

  test("the same seed and name give the same weights, others do not", () => {
    const head = (s: ParameterSpec, seed: number) => initialise(s, "he", seed).data.slice(0, 50);
    const first = head(spec, 3);
    expect(head(spec, 3)).toEqual(first);
    expect(head(spec, 4)).not.toEqual(first);
    expect(head({ ...spec, name: "dense_2.weight" }, 3)).not.toEqual(first);
  });
});

describe("training form", () => {
  const layers: readonly Layer[] = [
    { kind: "conv", filters: 2, kernel: 3, activation: "none" },
    { kind: "batchNorm", activation: "relu" },
    { kind: "dense", units: 5 },
    { kind: "dropout", rate: 0.5 },
  ];

  test("dropout asks for a mask of its input's shape, batch normalisation updates its statistics", () => {
    const g = createBuilder(infer);
    const asked: unknown[] = [];
    const mask = (_: unknown, like: Value, rate: number, layer: string) => {
      asked.push([like.shape, rate, layer]);
      return g.input("mask", like.type, like.shape);
    };
    const built = network(g, { input: [1, 5, 5], layers, classes: 3, mode: "training", mask });
    expect(asked).toEqual([[["N", 5], 0.5, "dropout_1"]]);
    expect(Object.keys(built.updates)).toEqual(built.statistics.map(({ name }) => name));
    for (const statistic of built.statistics) expect(built.updates[statistic.name]!.shape).toEqual(statistic.shape);
    expect(g.nodes.map(({ operator }) => operator)).not.toContain("BatchNormalization");
  });

  test("inference has no dropout and standard batch normalisation, and the same parameters", () => {
    const g = createBuilder(infer);
    const { parameters, statistics, updates } = network(g, { input: [1, 5, 5], layers, classes: 3 });
    expect(g.nodes.map(({ operator }) => operator)).toEqual([
      "Conv",
      "BatchNormalization",
      "Relu",
      "Flatten",
      "Gemm",
      "Relu",
      "Gemm",
    ]);
    expect(parameters.map(({ name }) => name)).toEqual([
      "conv_1.weight",
      "conv_1.bias",
      "batchNorm_1.scale",
      "batchNorm_1.shift",
      "dense_1.weight",
      "dense_1.bias",
      "output.weight",
      "output.bias",
    ]);
    expect(statistics.map(({ name }) => name)).toEqual(["batchNorm_1.running_mean", "batchNorm_1.running_variance"]);
    expect(updates).toEqual({});
  });

  test("dropout without a source of masks is refused", () => {
    const build = () => network(createBuilder(infer), { input: [1, 5, 5], layers, classes: 3, mode: "training" });
    expect(build).toThrow(/dropout_1.*source of masks/);
  });

  test("two networks fit into one graph, on the same samples", () => {
    const g = createBuilder(infer);
    const teacher = network(g, { input: [4], layers: mlp([3]), classes: 2, prefix: "teacher." });
    const student = network(g, { input: [4], layers: mlp([3]), classes: 2, x: teacher.x });
    expect(g.constantOf(teacher.parameters[0]!)).toEqual(g.constantOf(student.parameters[0]!));
    expect([teacher.logits.name, student.logits.name]).toEqual(["teacher.logits", "logits"]);
  });
});

describe("what the user writes", () => {
  test.each([
    ["mlp:6000", [6000]],
    ["mlp:256,128", [256, 128]],
    ["mlp:1500x4", [1500, 1500, 1500, 1500]],
    ["mlp:8x2,4", [8, 8, 4]],
  ])("%s", (spec, units) => {
    expect(architecture(spec).layers).toEqual(mlp(units));
  });

  test("presets by name, layer lists from JSON", () => {
    expect(architecture("cnn-small").layers).toBe(presets["cnn-small"].layers);
    const list = Object.values(presets).flatMap(({ layers }) => layers);
    expect(readLayers(JSON.parse(JSON.stringify(list)))).toEqual(list);
  });

  test.each([
    ["mlp:", /nothing/],
    ["mlp:12y3", /12y3/],
    ["resnet", /cnn-small/],
    [42, /number/],
    [[{ kind: "dense", units: 0 }], /0\.units/],
    [[{ kind: "dense", unit: 4 }], /entry 0\.unit/],
    [[{ kind: "lstm" }], /0\.kind/],
    [[{ kind: "dropout", rate: 1 }], /0\.rate/],
    [[{ kind: "residual", layers: [{ kind: "conv", kernel: 3 }] }], /0\.layers\.0\.filters/],
    [[{ kind: "residual", layers: [] }], /0\.layers/],
  ])("%j is refused and the fault is named", (given, message) => {
    expect(() => architecture(given)).toThrow(message);
  });

  test.each([
    [[784], { kind: "conv", filters: 2, kernel: 3 }, /conv_1.*images/],
    [[1, 4, 4], { kind: "conv", filters: 2, kernel: 5 }, /conv_1.*at most 4/],
    [[1, 4, 4], { kind: "maxPool", size: [2, 2, 2] }, /2 \(one per spatial axis\)/],
    [[4], { kind: "dense", units: 2, name: "output" }, /given once/],
    [[4], { kind: "residual", layers: [{ kind: "dense", units: 3 }] }, /residual_1.*whole fraction.*no fewer channels/],
    [[2, 5], { kind: "residual", layers: [{ kind: "conv", filters: 2, kernel: 2 }] }, /residual_1.*from 2×5.*got 2×4/s],
  ] as const)("a layer that does not fit %j is refused", (input, layer, message) => {
    expect(() => planNetwork(input, [layer], 2)).toThrow(message);
  });
});

test("eight million weights are drawn in about a second", () => {
  const start = performance.now();
  const spec = planNetwork([1536], mlp([5208]), 10)[0]!.parameters[0]!;
  expect(sizeOf(spec.shape)).toBeGreaterThan(7.9e6);
  expect(float32(spec.shape, initialise(spec, "he", 0).data).data.some((v) => v !== 0)).toBe(true);
  expect(performance.now() - start).toBeLessThan(5000);
});
