import { expect, test } from "vitest";
import { batch, float32, type Shape } from "../base/index.ts";
import { type Builder, createBuilder, int, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { refuseInteraction } from "./batchDependence.ts";

type Network = (g: Builder, x: Value) => Value;

function graphOf(shape: Shape, network: Network) {
  const g = createBuilder(infer);
  return g.finish([network(g, g.input("x", "float32", shape))]);
}

const weights = (g: Builder, rows: number, columns: number) =>
  g.constant(float32([rows, columns], new Float32Array(rows * columns).fill(0.5)));

/** Self-attention with two heads over 4 tokens of 6 features; heads are merged into the batch, as PyTorch does. */
const attention: Network = (g, x) => {
  const heads = (t: Value) => {
    const split = g.transpose(g.reshape(t, [batch, 4, 2, 3]), [0, 2, 1, 3]);
    return g.reshape(split, [`2*${batch}`, 4, 3]);
  };
  const [q, k, v] = [0, 1, 2].map(() => heads(g.matMul(x, weights(g, 6, 6))));
  const scores = g.op("Softmax", [g.matMul(q!, g.swapLast(k!))], { axis: int(-1) });
  const merged = g.reshape(g.matMul(scores, v!), [batch, 2, 4, 3]);
  return g.reshape(g.transpose(merged, [0, 2, 1, 3]), [batch, 4, 6]);
};

const apart: Readonly<Record<string, readonly [Shape, Network]>> = {
  "a linear map": [[batch, 3], (g, x) => g.matMul(x, weights(g, 3, 2))],
  "a flattened image": [[batch, 2, 2, 3], (g, x) => g.op("Flatten", [x])],
  "softmax over classes": [[batch, 5], (g, x) => g.op("Softmax", [x], { axis: int(-1) })],
  "a mean over pixels": [[batch, 3, 4], (g, x) => g.reduceMean(x, [1, 2])],
  "attention with heads in the batch": [[batch, 4, 6], attention],
  "tokens in the batch": [
    [batch, 4, 6],
    (g, x) => g.reshape(g.matMul(g.reshape(x, [`4*${batch}`, 6]), weights(g, 6, 2)), [batch, 8]),
  ],
  "time before the batch and back": [
    [batch, 4, 6],
    (g, x) => g.transpose(g.reshape(g.reshape(g.transpose(x, [1, 0, 2]), [`4*${batch}`, 6]), [4, batch, 6]), [1, 0, 2]),
  ],
  "a class token": [
    [batch, 4, 6],
    (g, x) => {
      const token = g.expand(
        g.constant(float32([1, 1, 6], [1, 2, 3, 4, 5, 6])),
        [batch, 1, 6],
        g.slice(x, [1], [0], [1]),
      );
      return g.op(
        "Gather",
        [g.concat([token, x], 1), g.constant({ type: "int64", shape: [], data: BigInt64Array.of(0n) })],
        {
          axis: int(1),
        },
      );
    },
  ],
};

test.each(Object.entries(apart))("%s keeps samples apart", (_, [shape, network]) => {
  expect(() => refuseInteraction(graphOf(shape, network))).not.toThrow();
});

const together: Readonly<Record<string, readonly [string, Shape, Network]>> = {
  "a mean over the batch": ["ReduceMean", [batch, 3], (g, x) => g.reduceMean(x, [0])],
  "centring by the batch": ["ReduceMean", [batch, 3], (g, x) => g.sub(x, g.reduceMean(x, [0]))],
  "softmax over samples": ["Softmax", [batch, 3], (g, x) => g.op("Softmax", [x], { axis: int(0) })],
  "a Gram matrix": ["MatMul", [batch, 3], (g, x) => g.matMul(x, g.swapLast(x))],
  "a covariance": ["MatMul", [batch, 3], (g, x) => g.matMul(g.swapLast(x), x)],
  "differences of samples": ["Sub", [batch, 1], (g, x) => g.sub(x, g.swapLast(x))],
  "the first sample alone": ["Slice", [batch, 3], (g, x) => g.sub(x, g.slice(x, [0], [0], [1]))],
  "samples in reverse": ["Slice", [batch, 3], (g, x) => g.slice(x, [0], [-1], [-(2 ** 31)], [-1])],
  "a running sum over samples": [
    "CumSum",
    [batch, 3],
    (g, x) => g.op("CumSum", [x, g.constant({ type: "int64", shape: [], data: BigInt64Array.of(0n) })]),
  ],
  "twice the batch": ["Concat", [batch, 3], (g, x) => g.concat([x, x], 0)],
  "a shape that tears samples apart": ["Reshape", [batch, 3], (g, x) => g.reshape(x, [3, batch])],
  "neighbours as heads": ["Reshape", [3, batch, 2], (g, x) => g.reshape(g.reshape(x, [`3*${batch}`, 2]), [batch, 6])],
  "two orders of merged axes": [
    "Add",
    [batch, 4],
    (g, x) => g.add(g.reshape(x, [`4*${batch}`]), g.reshape(g.transpose(x, [1, 0]), [`4*${batch}`])),
  ],
};

test.each(Object.entries(together))("%s is refused by name", (_, [operator, shape, network]) => {
  const graph = graphOf(shape, network);
  expect(() => refuseInteraction(graph)).toThrow(new RegExp(`samples interact in ${operator} \\(node "${operator}_`));
});

test("only what lies between the two tensors counts", () => {
  const g = createBuilder(infer);
  const x = g.input("x", "float32", [batch, 3]);
  const centred = g.sub(x, g.reduceMean(x, [0]));
  const hidden = g.matMul(centred, weights(g, 3, 2));
  const graph = g.finish({ hidden, total: g.reduceSum(hidden, [0]) });
  expect(() => refuseInteraction(graph)).toThrow(/ReduceMean/);
  expect(() => refuseInteraction(graph, { wrt: hidden.name })).toThrow(/ReduceSum/);
  expect(() => refuseInteraction(graph, { wrt: centred.name, output: "hidden" })).not.toThrow();
});
