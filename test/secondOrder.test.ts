import { describe, expect, test } from "vitest";
import {
  gaussNewtonProduct,
  hessianVectorProduct,
  jacobian,
  jacobianVectorProduct,
  lower,
  lowerFloat64,
  type MatrixProduct,
  newGraph,
  parametersAsInputs,
  vectorJacobianProduct,
} from "../src/autodiff/index.ts";
import { batch, float64, numbers, random, type Shape, sizeOf, type Tensor } from "../src/base/index.ts";
import { type Builder, int, ints, type Value } from "../src/graph/index.ts";
import { openGraph } from "./runtime.ts";

type Feeds = Record<string, Tensor>;

const samples = 3;

function normal(shape: readonly number[], address: string): Tensor {
  const stream = random(2, "second order", address);
  return float64(
    shape,
    Array.from({ length: sizeOf(shape) }, () => stream.normal()),
  );
}

const weight = (g: Builder, shape: readonly number[], address: string) =>
  g.initializer(address, normal(shape, address));

const mlp =
  (activation: string) =>
  (g: Builder, x: Value): Value => {
    const hidden = g.op(activation, [g.op("Gemm", [x, weight(g, [3, 4], "w1"), weight(g, [4], "b1")])]);
    return g.op("Gemm", [hidden, weight(g, [4, 3], "w2"), weight(g, [3], "b2")]);
  };

function cnn(g: Builder, x: Value): Value {
  const conv = g.op("Conv", [x, weight(g, [2, 1, 2, 2], "w1")], { pads: ints([0, 0, 1, 1]) });
  const variance = g.initializer("variance", float64([2], [0.5, 2]));
  const [scale, shift, mean] = ["scale", "shift", "mean"].map((name) => weight(g, [2], name));
  const normalized = g.op("BatchNormalization", [conv, scale, shift, mean, variance]);
  const pooled = g.op("MaxPool", [g.op("Softplus", [normalized])], { kernel_shape: ints([2, 2]) });
  return g.op("Gemm", [g.op("Flatten", [pooled]), weight(g, [8, 3], "w2"), weight(g, [3], "b2")]);
}

function attention(g: Builder, x: Value): Value {
  const [q, k, v] = ["q", "k", "v"].map((name) => g.matMul(x, weight(g, [3, 2], name)));
  const scores = g.op("Softmax", [g.matMul(q!, g.swapLast(k!))], { axis: int(-1) });
  const y = g.add(g.matMul(g.matMul(scores, v!), weight(g, [2, 3], "w2")), x);
  const scaled = g.op("LayerNormalization", [y, weight(g, [3], "scale"), weight(g, [3], "shift")]);
  return g.reduceMean(scaled, [1], false);
}

interface Network {
  readonly input: readonly number[];
  readonly build: (g: Builder, x: Value) => Value;
  readonly parameters: readonly string[];
}

const networks: Readonly<Record<string, Network>> = {
  "an MLP with smooth units": { input: [3], build: mlp("Tanh"), parameters: ["w1", "b1", "w2", "b2"] },
  "an MLP with ReLU units": { input: [3], build: mlp("Relu"), parameters: ["w1", "b1", "w2", "b2"] },
  "a CNN with batch normalisation": { input: [1, 3, 3], build: cnn, parameters: ["w1", "scale", "shift", "b2"] },
  "an attention block": { input: [2, 3], build: attention, parameters: ["q", "k", "v", "w2", "scale", "shift"] },
};

/** Cross-entropy of each sample with class 1. */
function crossEntropy(g: Builder, logits: Value): Value {
  const column = g.slice(g.op("LogSoftmax", [logits], { axis: int(-1) }), [1], [1], [2]);
  return g.neg(g.reshape(column, [batch]));
}

function problem({ input, build, parameters }: Network) {
  const g = newGraph();
  const top = build(g, g.input("x", "float64", [batch, ...input]));
  const node = { name: "logits", operator: "Identity", domain: "", inputs: [], outputs: ["logits"], attributes: {} };
  const logits = g.append(node, [top])[0]!;
  const whole = g.finish({ logits, losses: crossEntropy(g, logits) });
  const opened = parametersAsInputs(whole, parameters);
  const graph = lower(opened.graph);
  const feeds: Feeds = { x: normal([samples, ...input], "x"), ...Object.fromEntries(opened.parameters) };
  return { graph, feeds };
}

const known = (shape: Shape) => shape.map((size) => (typeof size === "number" ? size : samples));

/** A product that is ready to run: the parts of the vector one after another in, those of the product out. */
async function openProduct(product: MatrixProduct, feeds: Feeds) {
  const run = await openGraph(lowerFloat64(product.graph));
  const shapes = product.vector.map((name) => known(product.graph.inputs.find((input) => input.name === name)!.shape!));
  const length = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const apply = async (vector: readonly number[]): Promise<number[]> => {
    let from = 0;
    const parts = shapes.map((shape, i) => {
      from += sizeOf(shape);
      return [product.vector[i]!, float64(shape, vector.slice(from - sizeOf(shape), from))] as const;
    });
    const results = await run({ ...feeds, ...Object.fromEntries(parts) });
    return product.product.flatMap((name) => numbers(results[name]!));
  };
  return { length, apply };
}

async function dense({ length, apply }: Awaited<ReturnType<typeof openProduct>>): Promise<number[][]> {
  const columns: number[][] = [];
  for (let i = 0; i < length; i++) columns.push(await apply(Array.from({ length }, (_, j) => (i === j ? 1 : 0))));
  return columns;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const largest = (values: readonly number[]) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** The tensors named, moved by a vector whose parts lie one after another. */
function moved(feeds: Feeds, names: readonly string[], ...steps: readonly (readonly [number, readonly number[]])[]) {
  let from = 0;
  const result = { ...feeds };
  for (const name of names) {
    const start = from;
    const values = numbers(feeds[name]!).map((value, i) =>
      steps.reduce((sum, [step, vector]) => sum + step * vector[start + i]!, value),
    );
    from += values.length;
    result[name] = float64(feeds[name]!.shape, values);
  }
  return result;
}

describe.each(Object.entries(networks))("%s", (_, network) => {
  const { graph, feeds } = problem(network);
  const wanted: Readonly<Record<string, readonly string[]>> = {
    parameters: network.parameters,
    inputs: ["x"],
    both: ["x", ...network.parameters.slice(0, 1)],
  };

  test.each(Object.entries(wanted))(
    "Hessian by %s: symmetric, and uᵀ H v equals second differences",
    async (_name, wrt) => {
      const product = await openProduct(hessianVectorProduct(graph, { loss: "losses", wrt }), feeds);
      const columns = await dense(product);
      const scale = largest(columns.flat());
      const gap = columns.flatMap((column, i) => column.map((value, j) => value - columns[j]![i]!));
      expect(largest(gap)).toBeLessThan(1e-10 * scale);

      const losses = graph.outputs.filter(({ name }) => name === "losses");
      const run = await openGraph(lowerFloat64({ ...graph, outputs: losses }));
      const loss = async (at: Feeds) => numbers((await run(at))["losses"]!).reduce((sum, value) => sum + value, 0);
      const step = 5e-5;
      for (let pair = 0; pair < 6; pair++) {
        const stream = random(1, "pair", pair);
        const [u, v] = [0, 1].map(() => Array.from({ length: product.length }, () => stream.normal()));
        const at = (a: number, b: number) => loss(moved(feeds, wrt, [a * step, u!], [b * step, v!]));
        const difference =
          ((await at(1, 1)) - (await at(1, -1)) - (await at(-1, 1)) + (await at(-1, -1))) / (4 * step * step);
        const exact = dot(u!, await product.apply(v!));
        expect(Math.abs(exact - difference) / (1 + Math.abs(exact))).toBeLessThan(2e-5);
      }
    },
  );

  test("J v and Jᵀ u are the products with the matrix of `jacobian`", async () => {
    const { rows, graph: rowGraph, inputSize: d } = jacobian(graph, { output: "logits", wrt: "x" });
    const results = await (await openGraph(lowerFloat64(rowGraph)))(feeds);
    const matrix = rows.map((name) => numbers(results[name]!));
    const forward = await openProduct(jacobianVectorProduct(graph, { output: "logits" }), feeds);
    const reverse = await openProduct(vectorJacobianProduct(graph, { output: "logits" }), feeds);
    const v = numbers(normal([samples, d], "v"));
    const u = numbers(normal([samples, rows.length], "u"));
    const at = (j: number, n: number) => matrix[j]!.slice(n * d, (n + 1) * d);
    const jv = u.map((_u, i) => {
      const n = Math.floor(i / rows.length);
      return dot(at(i % rows.length, n), v.slice(n * d, (n + 1) * d));
    });
    const ju = v.map((_v, i) => {
      const n = Math.floor(i / d);
      return matrix.reduce((sum, row, j) => sum + row[i]! * u[n * rows.length + j]!, 0);
    });
    const [pushed, pulled] = [await forward.apply(v), await reverse.apply(u)];
    expect(largest(pushed.map((value, i) => value - jv[i]!))).toBeLessThan(1e-10);
    expect(largest(pulled.map((value, i) => value - ju[i]!))).toBeLessThan(1e-10);
  });

  test("Gauss–Newton is Σ Jᵀ (diag p − p pᵀ) J for cross-entropy", async () => {
    const wrt = network.parameters;
    const product = await openProduct(gaussNewtonProduct(graph, { loss: "losses", output: "logits", wrt }), feeds);
    const columns = await dense(await openProduct(jacobianVectorProduct(graph, { output: "logits", wrt }), feeds));
    const logits = numbers((await (await openGraph(lowerFloat64(graph)))(feeds))["logits"]!);
    const k = 3;
    const curvature = (a: readonly number[], b: readonly number[]) =>
      Array.from({ length: samples }, (_n, n) => {
        const own = (values: readonly number[]) => values.slice(n * k, (n + 1) * k);
        const e = own(logits).map(Math.exp);
        const total = e.reduce((sum, value) => sum + value, 0);
        const p = e.map((value) => value / total);
        const weighted = own(a).map((value, j) => value * p[j]!);
        return dot(weighted, own(b)) - dot(own(a), p) * dot(own(b), p);
      }).reduce((sum, value) => sum + value, 0);
    const expected = columns.map((a) => columns.map((b) => curvature(a, b)));
    const actual = await dense(product);
    const scale = largest(expected.flat());
    actual.forEach((column, i) => {
      expect(largest(column.map((value, j) => value - expected[i]![j]!))).toBeLessThan(1e-10 * scale);
    });
  });
});

describe("what has no second derivative", () => {
  const g = newGraph();
  const x = g.input("x", "float64", [batch, 3]);
  const linear = g.matMul(x, weight(g, [3, 1], "w"));
  const rounded = g.op("Round", [linear]);
  const graph = lower(g.finish({ linear, rounded, x3: g.mul(x, x) }));

  test("a linear loss has the Hessian zero", async () => {
    const product = hessianVectorProduct(graph, { loss: "linear", wrt: ["x"] });
    const { apply, length } = await openProduct(product, { x: normal([samples, 3], "x") });
    expect(await apply(new Array<number>(length).fill(1))).toEqual(new Array<number>(length).fill(0));
  });

  test("errors", () => {
    expect(() => hessianVectorProduct(graph, { loss: "rounded", wrt: ["x"] })).toThrow(/Round.*piecewise constant/);
    expect(() => hessianVectorProduct(graph, { loss: "x3", wrt: ["x"] })).toThrow(/one number per sample/);
    expect(() => jacobianVectorProduct(graph, { output: "linear", wrt: ["x3"] })).toThrow(/depends on "x3"/);
    expect(() => parametersAsInputs(graph, ["v"])).toThrow(/"v".*a float constant.*none has/);
  });
});
