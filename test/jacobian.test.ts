import { describe, expect, test } from "vitest";
import {
  blockedBetween,
  dependenceBetween,
  jacobian,
  jacobianTemplate,
  lower,
  lowerFloat64,
  newGraph,
} from "../src/autodiff/index.ts";
import { batch, float64, numbers, random, sizeOf, type Tensor, UnsupportedOperatorError } from "../src/base/index.ts";
import { type Builder, float, type Graph, int, ints, type Value } from "../src/graph/index.ts";
import { openGraph, runGraph } from "./runtime.ts";

const samples = 3;

function normal(shape: readonly number[], address: string): Tensor {
  const stream = random(0, "jacobian test", address);
  return float64(
    shape,
    Array.from({ length: sizeOf(shape) }, () => stream.normal()),
  );
}

/** A node and its only output under one name. */
function named(g: Builder, name: string, x: Value): Value {
  const node = { name, operator: "Identity", domain: "", inputs: [], outputs: [name], attributes: {} };
  return g.append(node, [x])[0]!;
}

const weight = (g: Builder, shape: readonly number[], address: string) =>
  g.initializer(address, normal(shape, address));

/** Where the samples lie in a tensor: shape before the batch axis, its a·N·b elements, shape after it. */
interface Layout {
  readonly before: readonly number[];
  readonly outer: number;
  readonly inner: number;
  readonly after: readonly number[];
}

const batchFirst = (...after: readonly number[]): Layout => ({ before: [], outer: 1, inner: 1, after });

interface Network {
  readonly input: readonly number[];
  readonly build: (g: Builder, x: Value) => Value;
  /** Tensors of the network, from front to back. */
  readonly tensors: Readonly<Record<string, Layout>>;
}

/** Two heads of three features over four tokens, the heads in the batch, as PyTorch has it. */
function attention(g: Builder, x: Value): Value {
  const heads = (name: string) => {
    const projected = g.reshape(g.matMul(x, weight(g, [6, 6], `w_${name}`)), [batch, 4, 2, 3]);
    return named(g, name, g.reshape(g.transpose(projected, [0, 2, 1, 3]), [`2*${batch}`, 4, 3]));
  };
  const [q, k, v] = ["q", "k", "v"].map(heads);
  const scores = named(g, "scores", g.op("Softmax", [g.matMul(q!, g.swapLast(k!))], { axis: int(-1) }));
  const seen = named(g, "seen", g.matMul(scores, v!));
  const joined = g.transpose(g.reshape(seen, [batch, 2, 4, 3]), [0, 2, 1, 3]);
  return g.matMul(g.reshape(joined, [batch, 24]), weight(g, [24, 2], "w_out"));
}

/** The time axis first, then merged with the batch: element (t, n) at t·N + n. */
function timeFirst(g: Builder, x: Value): Value {
  const time = named(g, "time", g.transpose(x, [1, 0, 2]));
  const merged = named(g, "merged", g.reshape(g.op("Tanh", [time]), [`2*${batch}`, 3]));
  const hidden = named(g, "hidden", g.op("Sigmoid", [g.matMul(merged, weight(g, [3, 4], "w1"))]));
  const back = named(g, "back", g.reshape(hidden, [2, batch, 4]));
  return g.matMul(g.reduceMean(back, [0], false), weight(g, [4, 3], "w2"));
}

function convolutional(g: Builder, x: Value): Value {
  const conv = named(g, "conv", g.op("Conv", [x, weight(g, [3, 2, 2, 2], "w1"), weight(g, [3], "b1")]));
  const statistics = ["scale", "shift", "mean"].map((part) => weight(g, [3], part));
  const variance = g.initializer("variance", float64([3], [0.5, 1, 2]));
  const bn = named(g, "bn", g.op("BatchNormalization", [conv, ...statistics, variance], { epsilon: float(1e-3) }));
  const tanh = named(g, "tanh", g.op("Tanh", [bn]));
  const pool = g.op("MaxPool", [tanh], { kernel_shape: ints([2, 2]), strides: ints([1, 1]) });
  return g.op("Gemm", [g.op("Flatten", [pool]), weight(g, [3, 3], "w2")]);
}

/** Two windows per sample lie beside each other in the batch axis: window w of sample n at n·2 + w. */
function windows(g: Builder, x: Value): Value {
  const cut = named(g, "windows", g.reshape(x, [`2*${batch}`, 3]));
  const seen = named(g, "seen", g.op("Tanh", [g.matMul(cut, weight(g, [3, 2], "w1"))]));
  return g.reshape(g.mul(seen, seen), [batch, 4]);
}

const networks: Readonly<Record<string, Network>> = {
  attention: {
    input: [4, 6],
    build: attention,
    tensors: {
      x: batchFirst(4, 6),
      q: { before: [], outer: 1, inner: 2, after: [4, 3] },
      scores: { before: [], outer: 1, inner: 2, after: [4, 4] },
      seen: { before: [], outer: 1, inner: 2, after: [4, 3] },
      y: batchFirst(2),
    },
  },
  "time first": {
    input: [2, 3],
    build: timeFirst,
    tensors: {
      x: batchFirst(2, 3),
      time: { before: [2], outer: 1, inner: 1, after: [3] },
      merged: { before: [], outer: 2, inner: 1, after: [3] },
      hidden: { before: [], outer: 2, inner: 1, after: [4] },
      back: { before: [2], outer: 1, inner: 1, after: [4] },
      y: batchFirst(3),
    },
  },
  convolutional: {
    input: [2, 3, 3],
    build: convolutional,
    tensors: { x: batchFirst(2, 3, 3), conv: batchFirst(3, 2, 2), tanh: batchFirst(3, 2, 2), y: batchFirst(3) },
  },
  windows: {
    input: [6],
    build: windows,
    tensors: {
      x: batchFirst(6),
      windows: { before: [], outer: 1, inner: 2, after: [3] },
      seen: { before: [], outer: 1, inner: 2, after: [2] },
      y: batchFirst(4),
    },
  },
};

function graphOf({ input, build }: Network): Graph {
  const g = newGraph();
  return lower(g.finish({ y: build(g, g.input("x", "float64", [batch, ...input])) }));
}

/** For each sample, where its elements lie in the tensor, in row-major order of its own axes. */
function places({ before, outer, inner, after }: Layout): number[][] {
  const [first, last] = [sizeOf(before), sizeOf(after)];
  return Array.from({ length: samples }, (_, n) => {
    const own: number[] = [];
    for (let p = 0; p < first; p++) {
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const row = ((p * outer + o) * samples + n) * inner + i;
          for (let q = 0; q < last; q++) own.push(row * last + q);
        }
      }
    }
    return own;
  });
}

/** ∂ output / ∂ wrt of every sample by central differences, from the network cut open at `wrt`: [sample][output][wrt]. */
async function differences(graph: Graph, from: [string, Layout], to: [string, Layout]): Promise<number[][][]> {
  const [wrt, output] = [from[0], to[0]];
  const g = newGraph(graph);
  const { type, shape } = g.value(wrt);
  const x = normal([samples, ...graph.inputs[0]!.shape!.slice(1)] as number[], "x");
  const whole = lowerFloat64(g.finish([g.value(wrt)]));
  const start = (await runGraph(whole, { x }))[wrt]!;
  const open: Graph = {
    ...graph,
    inputs: wrt === "x" ? graph.inputs : [...graph.inputs, { name: wrt, type, shape }],
    nodes: graph.nodes.filter((node) => !node.outputs.includes(wrt)),
  };
  const opened = newGraph(open);
  const behind = lowerFloat64(opened.finish([opened.value(output)]));
  const inputs = behind.inputs.map(({ name }) => name);
  const run = await openGraph(behind);
  const at = async (values: readonly number[]) => {
    const feeds = { x, [wrt]: float64(start.shape, values) };
    const needed = Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.includes(name)));
    return numbers((await run(needed))[output]!);
  };
  const [inPlaces, outPlaces] = [places(from[1]), places(to[1])];
  const result = outPlaces.map((own) => own.map(() => new Array<number>(inPlaces[0]!.length).fill(0)));
  const step = 1e-5;
  for (let a = 0; a < inPlaces[0]!.length; a++) {
    const moved = (by: number) => {
      const values = numbers(start);
      for (const own of inPlaces) values[own[a]!]! += by;
      return values;
    };
    const [ahead, back] = [await at(moved(step)), await at(moved(-step))];
    outPlaces.forEach((own, n) => {
      own.forEach((place, j) => {
        result[n]![j]![a] = (ahead[place]! - back[place]!) / (2 * step);
      });
    });
  }
  return result;
}

describe.each(Object.entries(networks))("%s", (_, network) => {
  const graph = graphOf(network);
  const tensors = Object.entries(network.tensors);
  const pairs = tensors.flatMap((from, i) => tensors.slice(i + 1).map((to) => ({ from, to })));

  test.each(pairs)("∂ $to.0 / ∂ $from.0 equals differences", async ({ from, to }) => {
    const wanted = jacobian(graph, { wrt: from[0], output: to[0] });
    expect(wanted.inputSize).toBe(places(from[1])[0]!.length);
    expect(wanted.outputSize).toBe(places(to[1])[0]!.length);
    const x = normal([samples, ...network.input], "x");
    const results = await runGraph(lowerFloat64(wanted.graph), { x });
    const expected = await differences(graph, from, to);
    wanted.rows.forEach((name, j) => {
      expect(results[name]!.shape).toEqual([samples, wanted.inputSize]);
      const row = numbers(results[name]!);
      const difference = expected.flatMap((sample) => sample[j]!).map((value, i) => Math.abs(row[i]! - value));
      expect(Math.max(...difference), `row ${j}`).toBeLessThan(1e-6);
    });
    const values = numbers((await runGraph(lowerFloat64({ ...graph, outputs: [{ name: to[0] }] }), { x }))[to[0]]!);
    const bySample = places(to[1]).flatMap((own) => own.map((place) => values[place]!));
    const shown = numbers(results[wanted.output]!);
    expect(shown.every((value, i) => Math.abs(value - bySample[i]!) < 1e-12)).toBe(true);
  });
});

test("some columns in any order, one twice, are those of the whole", async () => {
  const graph = graphOf(networks["attention"]!);
  const x = normal([samples, 4, 6], "x");
  const whole = jacobian(graph);
  const template = jacobianTemplate(graph);
  expect([template.inputSize, template.outputSize]).toEqual([24, 2]);
  const some = template.columns([1, 0, 1]);
  expect(template.columns([]).rows).toEqual([]);
  const [all, chosen] = [await runGraph(whole.graph, { x }), await runGraph(some.graph, { x })];
  expect(some.rows.map((name) => numbers(chosen[name]!))).toEqual([1, 0, 1].map((j) => numbers(all[whole.rows[j]!]!)));
});

test("a batch of a fixed size, and one sample without a batch axis, give the same rows", async () => {
  const { input } = networks["windows"]!;
  const x = normal([1, ...input], "x");
  const open = jacobian(graphOf(networks["windows"]!));
  const results = await runGraph(open.graph, { x });
  const expected = open.rows.map((name) => numbers(results[name]!));
  for (const shape of [[1, ...input], input]) {
    const g = newGraph();
    const start = g.input("x", "float64", shape);
    const y = g.reshape(start, [2, 3]);
    const seen = g.op("Tanh", [g.matMul(y, weight(g, [3, 2], "w1"))]);
    const graph = g.finish({ y: g.reshape(g.mul(seen, seen), shape.length === 1 ? [4] : [1, 4]) });
    const fixed = jacobian(graph, { samples: 1 });
    const rows = await runGraph(fixed.graph, { x: { ...x, shape } });
    expect(fixed.rows.map((name) => numbers(rows[name]!))).toEqual(expected);
    expect(fixed.rows.map((name) => rows[name]!.shape)).toEqual(expected.map(() => [1, 6]));
    expect(() => jacobian(graph, { samples: 2 })).toThrow(/a batch of 2 on the first axis/);
  }
});

describe("tensors that have no Jacobian", () => {
  const g = newGraph();
  const x = g.input("x", "float64", [batch, 4]);
  const rounded = named(g, "rounded", g.op("Round", [x]));
  const best = g.op("ArgMax", [x], { axis: int(1), keepdims: int(1) });
  const chosen = named(g, "chosen", g.op("GatherElements", [rounded, best], { axis: int(1) }));
  const partly = named(g, "partly", g.op("GatherElements", [x, best], { axis: int(1) }));
  const signed = named(g, "signed", g.mul(g.cast(g.greater(x, 0), "float64"), x));
  const alone = named(g, "alone", g.full(1, x));
  const total = named(g, "total", g.reduceSum(x));
  const graph = lower(g.finish([chosen, partly, signed, alone, total]));

  test("a dependence that is blocked everywhere is an error with the nodes that block it", () => {
    expect(() => jacobian(graph, { output: "chosen" })).toThrow(UnsupportedOperatorError);
    expect(() => jacobian(graph, { output: "chosen" })).toThrow(/Round.*piecewise constant.*ArgMax.*integer-valued/);
    expect(dependenceBetween(graph, { output: "chosen" })).toBe("blocked");
  });

  test("one that is blocked in part is not", () => {
    expect(blockedBetween(graph, { output: "partly" }).map(({ operator }) => operator)).toEqual(["ArgMax"]);
    expect(blockedBetween(graph, { output: "signed" }).map(({ operator }) => operator)).toEqual(["Greater"]);
    expect(dependenceBetween(graph, { output: "signed" })).toBe("differentiable");
    expect(jacobian(graph, { output: "signed" }).rows).toHaveLength(4);
  });

  test("no dependence, no batch axis, no such tensor, no such column", () => {
    expect(dependenceBetween(graph, { output: "alone" })).toBe("none");
    expect(blockedBetween(graph, { output: "alone" })).toEqual([]);
    expect(() => jacobian(graph, { output: "alone" })).toThrow(/depends on "x".*does not/);
    expect(() => jacobian(graph, { output: "partly", wrt: "signed" })).toThrow(/depends on "signed"/);
    expect(() => jacobian(graph, { output: "total" })).toThrow(/one batch axis/);
    expect(() => jacobian(graph, { output: "nowhere" })).toThrow(/"nowhere"/);
    expect(() => jacobian(graph, { output: "signed", columns: [4] })).toThrow(/from 0 to 3/);
  });
});
