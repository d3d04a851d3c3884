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

/** What PyTorch writes for `y = x.clone(); y[:, 1] = x[:, 0]`: the samples' numbers beside the column, as tuples. */
const assigned =
  (column: (g: Builder, x: Value) => Value): Network =>
  (g, x) => {
    const target = g.concat([g.op("Shape", [x], { start: int(0), end: int(1) }), g.indices([1])], 0);
    const numbers = g.op("Expand", [g.reshape(column(g, x), [batch, 1]), target]);
    const tuples = g.concat([g.unsqueeze(numbers, [2]), g.unsqueeze(g.op("Expand", [g.indices([1]), target]), [2])], 2);
    return g.op("ScatterND", [x, tuples, g.slice(x, [1], [0], [1])]);
  };
const scalar = (g: Builder, value: number) =>
  g.constant({ type: "int64", shape: [], data: BigInt64Array.of(BigInt(value)) });
const count = (g: Builder, x: Value) => g.squeeze(g.op("Shape", [x], { start: int(0), end: int(1) }), [0]);
const numbersOf = (g: Builder, x: Value) => g.op("Range", [scalar(g, 0), count(g, x), scalar(g, 1)]);
/** `x.view(-1)[n * 3 + argmax(x)]` for the sample n: the largest element by its place in the flattened batch. */
const largest =
  (stride: number): Network =>
  (g, x) => {
    const own = g.mul(
      numbersOf(g, x),
      g.constant({ type: "int64", shape: [], data: BigInt64Array.of(BigInt(stride)) }),
    );
    const place = g.add(own, g.op("ArgMax", [x], { axis: int(1), keepdims: int(0) }));
    return g.op("Gather", [g.reshape(x, [`3*${batch}`]), place]);
  };

test("indices that are the samples' own numbers keep samples apart", () => {
  for (const network of [
    assigned(numbersOf),
    largest(3),
    (g: Builder, x: Value) => g.op("Gather", [x, numbersOf(g, x)]),
  ]) {
    expect(() => refuseInteraction(graphOf([batch, 3], network))).not.toThrow();
  }
});

test("indices that may be another sample's are refused", () => {
  const shifted = (g: Builder, x: Value) => g.add(numbersOf(g, x), 1);
  const chosen = (g: Builder, x: Value) => g.op("ArgMax", [x], { axis: int(1), keepdims: int(0) });
  for (const network of [assigned(shifted), assigned(chosen), largest(2), largest(4)]) {
    expect(() => refuseInteraction(graphOf([batch, 3], network))).toThrow(/samples interact in (ScatterND|Gather) /);
  }
});
