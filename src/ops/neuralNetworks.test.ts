import { describe, expect, test } from "vitest";
import { openGraph, runGraph } from "../../test/runtime.ts";
import { lower, vjp } from "../autodiff/index.ts";
import { type Dimension, random, type Shape, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import { type Attributes, createBuilder, type Graph, int, ints, type Node, type Value } from "../graph/index.ts";
import { network } from "../models/index.ts";
import type { UpgradeContext } from "./define/defineOp.ts";
import { infer } from "./define/registry.ts";
import { AveragePool, BatchNormalization, LogSoftmax, Softmax } from "./index.ts";

const draw = (shape: readonly number[], address: string): Tensor =>
  tensorOf("float32", shape, Array.from({ length: sizeOf(shape) }, random(0, address).normal));

/** Feeds for all inputs of a graph, N = batch. */
function feedsOf(graph: Graph, batch: number): Record<string, Tensor> {
  const known = (d: Dimension) => (d === "N" ? batch : Number(d));
  return Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, draw(shape!.map(known), name)]));
}

function expectClose(actual: Tensor, expected: Tensor, tolerance = 1e-4): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual.data as Float32Array, expected.data as Float32Array];
  const size = b.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6);
  expect(a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0) / size).toBeLessThan(tolerance);
}

describe("a symbolic batch gives the derivatives of a fixed one", () => {
  type Layer = (g: ReturnType<typeof createBuilder>, x: Value) => Value;
  const weighted = (operator: string, shape: readonly number[], attributes: Attributes): Layer => {
    return (g, x) => g.op(operator, [x, g.input("w", "float32", shape)], attributes);
  };
  const pool = (operator: string, attributes: Attributes): Layer => {
    return (g, x) => g.op(operator, [x], { kernel_shape: ints([3, 2]), ...attributes });
  };
  const cases: readonly (readonly [string, Shape, Layer])[] = [
    ["Conv", [4, 6, 5], weighted("Conv", [6, 2, 3, 2], { group: int(2), strides: ints([2, 1]) })],
    ["Conv, large kernel", [4, 7, 6], weighted("Conv", [6, 2, 6, 5], { group: int(2), pads: ints([1, 1, 2, 0]) })],
    ["ConvTranspose", [4, 3, 2], weighted("ConvTranspose", [4, 3, 3, 3], { group: int(2), strides: ints([2, 1]) })],
    ["MaxPool", [2, 5, 5], pool("MaxPool", { strides: ints([2, 1]), ceil_mode: int(1) })],
    ["AveragePool", [2, 5, 5], pool("AveragePool", { strides: ints([2, 1]), pads: ints([1, 0, 1, 1]) })],
    ["Gemm", [5], weighted("Gemm", [5, 4], {})],
    ["LRN", [4, 3, 2], (g, x) => g.op("LRN", [x], { size: int(3) })],
  ];

  test.each(cases)("%s", async (_, shape, layer) => {
    const gradients = (batch: Dimension): Graph => {
      const forward = createBuilder(infer);
      const x = forward.input("x", "float32", [batch, ...shape]);
      const y = layer(forward, x);
      const g = createBuilder(infer, lower(forward.finish({ y })));
      const cotangent = g.input("cotangent", "float32", y.shape);
      const wrt = g.finish([g.value("y")]).inputs.flatMap(({ name }) => (name === "cotangent" ? [] : [g.value(name)]));
      const pulled = vjp(g, [g.value("y")], [cotangent], wrt);
      return g.finish(Object.fromEntries(pulled.map((value, i) => [`gradient${i}`, value!])));
    };
    const symbolic = await openGraph(gradients("N"));
    for (const batch of [1, 3]) {
      const fixed = gradients(batch);
      const feeds = feedsOf(fixed, batch);
      const expected = await runGraph(fixed, feeds);
      const actual = await symbolic(feeds);
      for (const [name, tensor] of Object.entries(expected)) expectClose(actual[name]!, tensor);
    }
  });
});

describe("batch normalisation in training", () => {
  const shape = [4, 3, 2, 5];
  const [x, scale, b, mean] = [shape, [3], [3], [3]].map((s, i) => draw(s, `bn${i}`)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const variance = tensorOf("float32", [3], [0.5, 1, 2]);
  const perChannel = Array.from({ length: 3 }, (_, c) => {
    const values = Array.from(x.data as Float32Array).filter((_, i) => Math.floor(i / 10) % 3 === c);
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { average, spread: values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length };
  });
  const at = (t: Tensor, c: number) => (t.data as Float32Array)[c]!;
  const expected = {
    y: tensorOf(
      "float32",
      shape,
      (x.data as Float32Array).map((value, i) => {
        const c = Math.floor(i / 10) % 3;
        const { average, spread } = perChannel[c]!;
        return ((value - average) / Math.sqrt(spread + 1e-5)) * at(scale, c) + at(b, c);
      }),
    ),
    mean: tensorOf(
      "float32",
      [3],
      perChannel.map(({ average }, c) => 0.9 * at(mean, c) + 0.1 * average),
    ),
    variance: tensorOf(
      "float32",
      [3],
      perChannel.map(({ spread }, c) => 0.9 * at(variance, c) + 0.1 * spread),
    ),
  };

  test("the lowered operator follows ONNX's definition", async () => {
    const g = createBuilder(infer);
    const inputs = [g.input("x", "float32", ["N", 3, 2, 5]), ...[scale, b, mean, variance].map((t) => g.constant(t))];
    const [y, m, v] = g.ops("BatchNormalization", inputs, { training_mode: int(1) }, 3);
    const results: Partial<Record<"y" | "m" | "v", Tensor>> = await runGraph(lower(g.finish({ y: y!, m: m!, v: v! })), {
      x,
    });
    expectClose(results.y!, expected.y);
    expectClose(results.m!, expected.mean);
    expectClose(results.v!, expected.variance);
  });

  test("the training form of a network gives the same, but follows the unbiased variance", async () => {
    const g = createBuilder(infer);
    const given = { scale, shift: b, running_mean: mean, running_variance: variance };
    const built = network(g, {
      input: [3, 2, 5],
      layers: [{ kind: "batchNorm" }],
      classes: 2,
      mode: "training",
      parameter: ({ name }, first) =>
        g.initializer(name, given[name.replace("batchNorm_1.", "") as keyof typeof given] ?? first()),
    });
    const updates = built.statistics.map(({ name }) => built.updates[name]!);
    const graph = g.finish({ m: updates[0]!, v: updates[1]!, y: built.layers.get("batchNorm_1")! });
    const results: Partial<Record<"y" | "m" | "v", Tensor>> = await runGraph(graph, { x });
    expectClose(results.y!, expected.y);
    expectClose(results.m!, expected.mean);
    // Followed is the unbiased variance (Ioffe and Szegedy 2015, algorithm 2), where ONNX follows the biased one.
    const count = x.data.length / 3;
    const unbiased = perChannel.map(({ spread }, c) => 0.9 * at(variance, c) + (0.1 * spread * count) / (count - 1));
    expectClose(results.v!, tensorOf("float32", [3], unbiased));
  });
});

describe("upgrades", () => {
  const node = (operator: string, attributes: Attributes, outputs = ["y"]): Node => {
    return { name: "n", operator, domain: "", inputs: ["x"], outputs, attributes };
  };
  const context = (rank: number | undefined): UpgradeContext => {
    const g = createBuilder(infer);
    return { constant: () => "", fresh: g.fresh, constantOf: () => undefined, rankOf: () => rank };
  };

  test.each([
    ["Softmax", undefined, 4, [2, 3, 2, 2]],
    ["LogSoftmax", 2, 4, [2, 3, 2, 2]],
    ["Softmax", 1, undefined, [2, 3]],
    ["Softmax", undefined, 2, [2, 3]],
    ["LogSoftmax", 0, 3, [2, 3, 2]],
  ] as const)("%s before opset 13 with axis %j flattens (rank %j)", async (operator, axis, rank, shape) => {
    const definition = { Softmax, LogSoftmax }[operator];
    const g = createBuilder(infer);
    const old = node(operator, axis === undefined ? {} : { axis: int(axis) });
    const values = new Map([["x", g.input("x", "float32", shape)]]);
    for (const step of definition.upgrades[13]!(old, context(rank))) {
      const made = g.append(
        step,
        step.inputs.map((name) => values.get(name)),
      );
      step.outputs.forEach((name, i) => {
        values.set(name, made[i]!);
      });
    }
    const x = draw(shape, "softmax");
    const { y } = await runGraph(g.finish([values.get("y")!]), { x });
    const rows = sizeOf(shape.slice(0, axis ?? 1));
    const width = sizeOf(shape) / rows;
    const sums = Array.from({ length: rows }, (_, r) => {
      const row = Array.from((y!.data as Float32Array).subarray(r * width, (r + 1) * width));
      return row.reduce((sum, value) => sum + (operator === "Softmax" ? value : Math.exp(value)), 0);
    });
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
  });

  test("batch normalisation says by an attribute what it said by its outputs", () => {
    const { upgrades } = BatchNormalization;
    const outputs = ["y", "m", "v", "sm", "sv"];
    const attributes = (nodes: readonly Node[]) => Object.keys(nodes[0]!.attributes);
    const training = upgrades[14]!(node("BatchNormalization", {}, outputs), context(4));
    expect(training[0]).toMatchObject({ outputs: ["y", "m", "v"], attributes: { training_mode: int(1) } });
    const still = upgrades[7]!(node("BatchNormalization", { is_test: int(1) }, outputs), context(4));
    expect([still[0]!.outputs, attributes(still)]).toEqual([["y"], []]);
    expect(attributes(upgrades[9]!(node("BatchNormalization", { spatial: int(1) }), context(4)))).toEqual([]);
    expect(() => upgrades[9]!(node("BatchNormalization", { spatial: int(0) }), context(4))).toThrow(/per element/);
  });

  test("average pools of newer operator sets are dilated with convolutions", () => {
    const upgrade = AveragePool.upgrades[19]!;
    const dilated = upgrade(node("AveragePool", { kernel_shape: ints([2, 2]), dilations: ints([2, 1]) }), context(4));
    expect(dilated.map(({ operator }) => operator)).toContain("Conv");
    expect(upgrade(node("AveragePool", { dilations: ints([1, 1]) }), context(4))[0]!.attributes).toEqual({});
  });
});

describe("what does not fit is refused, and named", () => {
  const value = (shape: Shape): Value => ({ name: "v", type: "float32", shape });
  test.each([
    [
      "Conv",
      [
        ["N", 3, 4, 4],
        [2, 2, 3, 3],
      ],
      {},
      /3 input channels/,
    ],
    [
      "Conv",
      [
        ["N", 3, 4, 4],
        [2, 3, 5, 5],
      ],
      {},
      /at most 4/,
    ],
    [
      "Conv",
      [
        ["N", 3, "H", 4],
        [2, 3, 3, 3],
      ],
      {},
      /known sizes/,
    ],
    ["Conv", [["N", 3, 4, 4], [2, 3, 3, 3], [3]], {}, /bias of 2/],
    [
      "Conv",
      [
        ["N", 3, 4, 4],
        [2, 3, 3, 3],
      ],
      { strides: ints([1]) },
      /2 numbers/,
    ],
    [
      "ConvTranspose",
      [
        ["N", 3, 4, 4],
        [2, 2, 3, 3],
      ],
      {},
      /3 input channels/,
    ],
    ["MaxPool", [["N", 3, 4, 4]], {}, /kernel_shape/],
    [
      "Gemm",
      [
        ["N", 3],
        [4, 2],
      ],
      {},
      /inner sizes/,
    ],
    ["Gemm", [["N", 3], [3, 2], [3]], {}, /equal or 1|addend/],
    ["GlobalAveragePool", [["N", 3]], {}, /N×C×…/],
    ["BatchNormalization", [["N", 3], [3], [2], [3], [3]], {}, /per channel/],
  ] as const)("%s %j", (operator, shapes, attributes, message) => {
    const run = () => infer({ name: "node_7", operator, domain: "", attributes }, shapes.map(value), 1);
    expect(run).toThrow(message);
    expect(run).toThrow(/node_7/);
  });
});
