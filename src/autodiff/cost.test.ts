import { expect, test } from "vitest";
import { batch, float32, sizeOf } from "../base/index.ts";
import { type Attributes, type Builder, int, ints, string, type Value } from "../graph/index.ts";
import { costOf } from "./cost.ts";
import { newGraph } from "./newGraph.ts";

const weight = (g: Builder, shape: readonly number[]) => g.constant(float32(shape, new Float32Array(sizeOf(shape))));

const layer =
  (operator: string, attributes: Attributes, ...weights: readonly (readonly number[])[]) =>
  (g: Builder, x: Value) =>
    g.op(operator, [x, ...weights.map((shape) => weight(g, shape))], attributes);

type Layer = (g: Builder, x: Value) => Value;

/** Multiply-adds counted by hand, as two operations each. */
const work: readonly (readonly [string, readonly number[], Layer, number])[] = [
  ["Gemm", [5], layer("Gemm", {}, [5, 7], [7]), 2 * 5 * 7],
  ["Gemm, transposed weights", [5], layer("Gemm", { transB: int(1) }, [7, 5]), 2 * 5 * 7],
  ["MatMul per token", [3, 5], layer("MatMul", {}, [5, 7]), 2 * 3 * 5 * 7],
  ["MatMul of samples", [3, 5], (g, x) => g.matMul(x, g.swapLast(x)), 2 * 3 * 3 * 5],
  [
    "MatMul, heads in the batch",
    [4, 6],
    (g, x) => g.matMul(g.reshape(x, [`2*${batch}`, 4, 3]), weight(g, [3, 5])),
    2 * 8 * 3 * 5,
  ],
  ["Einsum", [3, 5], layer("Einsum", { equation: string("nij,jk->nik") }, [5, 7]), 2 * 3 * 5 * 7],
  ["Conv over one axis", [4, 9], layer("Conv", { group: int(2) }, [6, 2, 3]), 2 * 6 * 7 * 2 * 3],
  ["Conv over two axes", [3, 6, 5], layer("Conv", { strides: ints([2, 1]) }, [4, 3, 3, 2]), 2 * 4 * 2 * 4 * 3 * 6],
  ["Conv over three axes", [2, 4, 4, 4], layer("Conv", {}, [3, 2, 2, 2, 2]), 2 * 3 * 27 * 2 * 8],
  [
    "ConvTranspose",
    [4, 3, 2],
    layer("ConvTranspose", { group: int(2), strides: ints([2, 2]) }, [4, 3, 2, 2]),
    2 * 4 * 6 * 3 * 4,
  ],
  ["MaxPool", [3, 6, 6], layer("MaxPool", { kernel_shape: ints([2, 3]), strides: ints([2, 3]) }), 3 * 3 * 2 * 6],
  ["AveragePool", [3, 6, 6], layer("AveragePool", { kernel_shape: ints([2, 2]) }), 3 * 25 * 4],
  ["Gemm over samples", [5], (g, x) => g.op("Gemm", [x, x], { transA: int(1) }), 2 * 5 * 5],
  ["Relu", [9], layer("Relu", {}), 0],
];

test.each(work)("operations of %s", (_, input, build, flops) => {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, ...input]);
  expect(costOf(g.finish({ y: build(g, x) })).flops).toBe(flops);
});

test("memory: all values, those alive at once, and what no sample takes part in", () => {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, 10]);
  const w = weight(g, [100, 10]);
  const hidden = g.op("Tanh", [g.reshape(g.matMul(x, g.transpose(w, [1, 0])), [batch, 4, 25])]);
  const positive = g.greater(g.reduceSum(hidden, [1], false), 0);
  const y = g.op("Not", [positive]);
  const cost = costOf(g.finish({ y }));
  expect(cost).toEqual({
    flops: 2 * 10 * 100,
    // The product, its tanh, the sum, two of bools; the reshape is a view.
    bytes: 400 + 400 + 100 + 25 + 25,
    // At the tanh: the input, the product and the result.
    peakBytes: 40 + 400 + 400,
    fixedFlops: 0,
    // The weights and their transpose, the scalar 0, the shape and axes.
    fixedBytes: 4000 + 4000 + 4 + 3 * 8 + 8,
  });
});

test("a chain keeps two values alive, outputs stay", () => {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, 8]);
  const values = [x];
  for (let i = 0; i < 5; i++) values.push(g.op("Relu", [values.at(-1)!]));
  expect(costOf(g.finish({ y: values.at(-1)! })).peakBytes).toBe(3 * 32);
  expect(costOf(g.finish(values.slice(1))).peakBytes).toBe(6 * 32);
});
