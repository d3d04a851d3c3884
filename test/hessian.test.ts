import { afterAll, describe, expect, test } from "vitest";
import { denseHessian } from "../src/analyses/hessian/denseHessian.ts";
import { hessianProblem } from "../src/analyses/hessian/hessianProblem.ts";
import { hessianSettings } from "../src/analyses/hessian/hessianSettings.ts";
import { type HessianOptions, hessian, type LoadedModel, prepareModel } from "../src/analyses/index.ts";
import { packedRow } from "../src/analyses/packed.ts";
import { inFloat64, lowerFloat64, newGraph } from "../src/autodiff/index.ts";
import { float32, float64, numbers, random, type Samples, sizeOf, tensor } from "../src/base/index.ts";
import { type Builder, createModel, int, ints, type Value } from "../src/graph/index.ts";
import { symmetricEigen } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { openGraph } from "./runtime.ts";
import { normalSamples } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

interface Network {
  readonly input: readonly number[];
  readonly classes: number;
  readonly build: (g: Builder, x: Value, weight: Weight) => Value;
}
type Weight = (name: string, ...shape: number[]) => Value;

const dense =
  (activation: string, sizes: readonly number[]) =>
  (g: Builder, x: Value, weight: Weight): Value =>
    sizes.slice(1).reduce((value, size, l) => {
      const own = g.op("Gemm", [value, weight(`layer_${l}.weight`, sizes[l]!, size), weight(`layer_${l}.bias`, size)]);
      return l + 2 < sizes.length ? g.op(activation, [own]) : own;
    }, x);

function convolution(g: Builder, x: Value, weight: Weight): Value {
  const conv = g.op("Conv", [x, weight("conv.weight", 3, 1, 3, 3)], { pads: ints([1, 1, 1, 1]) });
  const [scale, shift] = [weight("norm.scale", 3), weight("norm.bias", 3)];
  const [mean, variance] = [g.constant(float32([3], [0.1, 0, -0.1])), g.constant(float32([3], [1, 0.5, 2]))];
  const normal = g.op("BatchNormalization", [conv, scale, shift, mean, variance]);
  const pooled = g.op("MaxPool", [g.op("Relu", [normal])], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
  return g.op("Gemm", [g.op("Flatten", [pooled]), weight("output.weight", 12, 3), weight("output.bias", 3)]);
}

const networks: Readonly<Record<string, Network>> = {
  "tanh units": { input: [4], classes: 3, build: dense("Tanh", [4, 5, 3]) },
  "ReLU units": { input: [4], classes: 3, build: dense("Relu", [4, 6, 4, 3]) },
  "a final softmax": {
    input: [3],
    classes: 4,
    build: (g, x, weight) => g.op("Softmax", [dense("Sigmoid", [3, 4, 4])(g, x, weight)], { axis: int(-1) }),
  },
  "one output": { input: [4], classes: 2, build: dense("Softplus", [4, 5, 1]) },
  "convolution and batch normalisation": { input: [1, 4, 4], classes: 3, build: convolution },
};

function load({ input, build }: Network, seed = 0, scale = 0.7): LoadedModel {
  const g = newGraph();
  const weight: Weight = (name, ...shape) => {
    const stream = random(seed, "hessian", name);
    return g.initializer(
      name,
      float32(
        shape,
        Array.from({ length: sizeOf(shape) }, () => scale * stream.normal()),
      ),
    );
  };
  const y = build(g, g.input("x", "float32", ["N", ...input]), weight);
  return prepareModel(createModel(g.finish({ y })), "generated", "");
}

/** The mean loss in float64 at parameters (one after another) and samples that are moved. */
async function openLoss(model: LoadedModel, samples: Samples, loss: "cross-entropy" | "mse") {
  const problem = hessianProblem(model, { loss, wrt: "parameters" });
  const whole = problem.graph;
  const run = await openGraph(
    lowerFloat64(inFloat64({ ...whole, outputs: whole.outputs.filter(({ name }) => name === problem.loss) })),
  );
  const n = samples.count;
  const x = Float64Array.from(samples.gather(Array.from({ length: n }, (_, i) => i)));
  return async (move: (parameter: number) => number, moveInput: (at: number) => number = () => 0, only?: number) => {
    let at = 0;
    const parameters = problem.parameters.map(({ name, shape }) => {
      const moved = numbers(problem.values.get(name)!).map((value) => value + move(at++));
      return [name, float64(shape, moved)] as const;
    });
    const weights = Float64Array.from({ length: n }, (_, i) => (only === undefined ? 1 / n : Number(i === only)));
    const results = await run({
      [problem.input]: float64(
        [n, ...samples.shape],
        x.map((value, i) => value + moveInput(i)),
      ),
      [problem.labels]: tensor("int32", [n], samples.labels!),
      [problem.weights]: float64([n], weights),
      ...Object.fromEntries(parameters),
    });
    return numbers(results[problem.loss]!)[0]!;
  };
}

type Move = (at: number) => number;

/** uᵀ H u by a difference of second order in the step. */
async function curvature(loss: (move: Move) => Promise<number>, u: Float64Array, step = 2e-4): Promise<number> {
  const along = (t: number) => loss((i) => t * u[i]!);
  return ((await along(step)) - 2 * (await along(0)) + (await along(-step))) / step ** 2;
}

const direction = (order: number, seed: number) => {
  const stream = random(seed, "direction");
  return Float64Array.from({ length: order }, stream.normal);
};

/** The whole matrix by the parameters, and its quadratic forms. */
async function matrixOf(model: LoadedModel, samples: Samples, options: HessianOptions) {
  const { operator, data, problem } = hessianSettings(platform, model, samples, { precision: "float64", ...options });
  const { packed, asymmetry } = await denseHessian(operator);
  await operator.close();
  const { order } = operator;
  const entry = (r: number, c: number) => packed[packedRow(order, Math.min(r, c)) + Math.max(r, c)]!;
  const form = (u: Float64Array, v: Float64Array) =>
    u.reduce((sum, own, r) => sum + v.reduce((part, value, c) => part + own * entry(r, c) * value, 0), 0);
  return { order, form, asymmetry, data, problem, values: symmetricEigen(packed, order, { packed: true }).values };
}

describe.each(Object.entries(networks))("%s", (_, network) => {
  const model = load(network);
  const samples = normalSamples(7, network.input, network.classes);

  test.each(["cross-entropy", "mse"] as const)(
    "%s: the matrix has the second differences of the loss",
    async (loss) => {
      const { order, form, asymmetry, values } = await matrixOf(model, samples, { loss });
      expect(asymmetry).toBeLessThan(1e-12);
      const at = await openLoss(model, samples, loss);
      for (let seed = 0; seed < 4; seed++) {
        const [u, v] = [direction(order, 2 * seed), direction(order, 2 * seed + 1)];
        const sum = u.map((value, i) => value + v[i]!);
        const mixed = ((await curvature(at, sum)) - (await curvature(at, u)) - (await curvature(at, v))) / 2;
        const scale = values[0]! * Math.sqrt(form0(u) * form0(v));
        expect(Math.abs(mixed - form(u, v))).toBeLessThan(1e-5 * scale);
      }
      const result = await hessian(platform, model, samples, { loss, batch: 3 });
      expect(result).toMatchObject({ status: "ok", method: "exact", precision: "float64", parameters: order });
      expect(result.loss).toBeCloseTo(await at(() => 0), 5);
      const gap = result.eigenvalues.map((value, i) => Math.abs(value - values[i]!));
      expect(Math.max(...gap)).toBeLessThan(1e-10 * values[0]!);
      expect(result.trace).toBeCloseTo(
        result.eigenvalues.reduce((total, value) => total + value, 0),
        8,
      );
    },
  );

  test("by the input: each sample's own matrix has the second differences of its loss", async () => {
    const result = await hessian(platform, model, samples, { wrt: "input" });
    const at = await openLoss(model, samples, "cross-entropy");
    const d = sizeOf(network.input);
    expect(result).toMatchObject({ parameters: d, tensors: [], samples: { length: samples.count } });
    for (const { sample, trace } of result.samples!.slice(0, 3)) {
      let sum = 0;
      for (let a = 0; a < d; a++) {
        const axis = (i: number) => Number(i === sample * d + a);
        const along = (move: Move) => at(() => 0, move, sample);
        sum += await curvature(
          along,
          Float64Array.from({ length: d * samples.count }, (__, i) => axis(i)),
        );
      }
      expect(Math.abs(sum - trace)).toBeLessThan(1e-5 * (1 + Math.abs(trace)));
    }
  });
});

const form0 = (u: Float64Array) => u.reduce((sum, value) => sum + value * value, 0);

const small = networks["ReLU units"]!;
const smallData = normalSamples(12, small.input, small.classes);

test("moments of the quadrature are those of the matrix, and a trace lies within its error", async () => {
  const exact = await hessian(platform, load(small), smallData);
  const found = await hessian(platform, load(small), smallData, { method: "slq", probes: 40, steps: 6, seed: 3 });
  expect(found).toMatchObject({ status: "estimated", precision: "float32" });
  const { nodes, weights } = found.density!;
  for (let j = 1; j <= 4; j++) {
    const own = nodes.map((row, p) => row.reduce((sum, node, i) => sum + weights[p]![i]! * node ** j, 0));
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const error = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1) / own.length);
    const wanted = exact.eigenvalues.reduce((sum, value) => sum + value ** j, 0) / exact.parameters;
    expect(Math.abs(mean - wanted)).toBeLessThan(4 * error);
  }
  expect(Math.abs(found.trace - exact.trace)).toBeLessThan(4 * found.traceError! + 1e-4 * exact.lambdaMax);
  const [low, high] = found.negative!.countBounds!;
  expect(exact.negative!.count).toBeGreaterThanOrEqual(low - 3 * found.negative!.countError!);
  expect(exact.negative!.count).toBeLessThanOrEqual(high + 3 * found.negative!.countError!);
  expect(Math.abs(found.symmetry! - exact.symmetry!)).toBeLessThan(0.1);
});

test("more steps than there are dimensions stop cleanly", async () => {
  const exact = await hessian(platform, load(small), smallData);
  const options = { method: "slq", probes: 2, steps: 500, precision: "float64" } as const;
  const found = await hessian(platform, load(small), smallData, options);
  for (const nodes of found.density!.nodes) {
    expect(nodes.length).toBeLessThanOrEqual(exact.parameters);
    expect(nodes[0]).toBeCloseTo(exact.lambdaMax, 8);
    expect(nodes.at(-1)).toBeCloseTo(exact.lambdaMin, 8);
  }
});

test("Lanczos values lie within their errors of the exact ones on 20 networks", async () => {
  const kinds = ["tanh units", "ReLU units", "one output", "a final softmax"];
  for (let seed = 0; seed < 20; seed++) {
    const network = networks[kinds[seed % kinds.length]!]!;
    const model = load(network, seed, 0.4 + 0.1 * (seed % 5));
    const samples = normalSamples(5 + seed, network.input, network.classes, seed);
    const exact = await hessian(platform, model, samples);
    const found = await hessian(platform, model, samples, { method: "lanczos", values: 3, smallest: 3, seed });
    found.eigenvalues.forEach((value, i) => {
      expect(Math.abs(value - exact.eigenvalues[i]!)).toBeLessThanOrEqual(found.errors![i]!);
      expect(found.errors![i]).toBeLessThan(2e-3 * Math.max(exact.lambdaMax, -exact.lambdaMin));
    });
    found.smallest!.forEach((value, i) => {
      expect(Math.abs(value - exact.eigenvalues.at(i - 3)!)).toBeLessThanOrEqual(found.smallestErrors![i]!);
    });
    expect(found).toMatchObject({ status: "partial", density: null, negative: null });
  }
});

test("the Gauss–Newton matrix is positive semidefinite, and the Hessian itself for a linear network", async () => {
  const own = await hessian(platform, load(small), smallData, { gaussNewton: true });
  expect(own.lambdaMin).toBeGreaterThan(-1e-12 * own.lambdaMax);
  expect(own).toMatchObject({ of: "gauss-newton", negative: { count: 0 } });
  expect(own.symmetry).toBeCloseTo(0, 10);
  const linear = load({ input: [4], classes: 3, build: dense("Relu", [4, 3]) });
  const both = [true, false].map((gaussNewton) => hessian(platform, linear, smallData, { gaussNewton }));
  const [a, b] = await Promise.all(both);
  a!.eigenvalues.forEach((value, i) => {
    expect(value).toBeCloseTo(b!.eigenvalues[i]!, 12);
  });
});

test("layers: blocks of the matrix, by the names of layers, tensors and parameters", async () => {
  const model = load(small);
  const whole = await hessian(platform, model, smallData);
  const parts = ["layer_0", "layer_1", "layer_2"].map((layer) =>
    hessian(platform, model, smallData, { layers: [layer] }),
  );
  const traces = (await Promise.all(parts)).map(({ trace }) => trace);
  expect(traces.reduce((sum, value) => sum + value, 0)).toBeCloseTo(whole.trace, 10);
  const options = { layers: [model.graph.nodes[0]!.outputs[0]!, "layer_2.bias"] };
  const { tensors } = await hessian(platform, model, smallData, options);
  expect(tensors.map(({ name }) => name)).toEqual(["layer_0.weight", "layer_0.bias", "layer_2.bias"]);
});

test("--compat pyhessian: its names and defaults, and what was corrected", async () => {
  const { pyhessian, density, plan } = await hessian(platform, load(small), smallData, { compat: "pyhessian" });
  expect(plan).toMatchObject({ method: "slq", probes: 1, values: 1, smallest: 0 });
  expect(density!.grid).toHaveLength(10_000);
  expect(pyhessian!.eigenvalues).toHaveLength(1);
  expect(pyhessian!.trace).toHaveLength(100);
  expect(pyhessian!.density_eigen).toEqual(density!.nodes);
  expect(pyhessian!.corrected.length).toBeGreaterThan(0);
});

test("a single sample", async () => {
  const one = await hessian(platform, load(small), normalSamples(1, small.input, small.classes));
  expect(one.eigenvalues.every(Number.isFinite)).toBe(true);
});

const huge: Network = { ...small, build: (g, x, weight) => g.mul(dense("Relu", [4, 6, 4, 3])(g, x, weight), 1e38) };
const without: Network = { ...small, build: (g, x) => g.slice(g.op("Tanh", [x]), [1], [0], [3]) };
const sequence: Network = { ...small, input: [4, 3], build: (g, x, weight) => g.mul(x, weight("scale", 3)) };
const { labels: _, ...unlabelled } = smallData;

test.each<[string, Network, Samples, HessianOptions, RegExp]>([
  ["a loss that is not finite", huge, smallData, {}, /the loss of sample \d+: expected a finite number/],
  ["no labels", small, unlabelled, {}, /expected samples with labels/],
  ["a label that is no class", small, normalSamples(9, [4], 9), {}, /sample \d: expected a label from 0 to 2/],
  ["no parameters", without, smallData, {}, /expected a network with parameters, got none/],
  [
    "a layer that is not there",
    small,
    smallData,
    { layers: ["layer_00"] },
    /--layer layer_00: .* Did you mean layer_0/,
  ],
  ["several numbers for a class", sequence, normalSamples(3, [4, 3]), {}, /expected one number per class/],
  ["layers of an input", small, smallData, { wrt: "input", layers: ["layer_0"] }, /--layer: expected --wrt parameters/],
  ["no memory", small, smallData, { memory: 1000 }, /--memory: expected at least/],
  ["samples of another shape", small, normalSamples(3, [5], 3), {}, /input shape/],
  ["no probes", small, smallData, { probes: 0 }, /probes: expected a whole number/],
])("bad input: %s", async (_name, network, samples, options, message) => {
  await expect(hessian(platform, load(network), samples, options)).rejects.toThrow(message);
});
