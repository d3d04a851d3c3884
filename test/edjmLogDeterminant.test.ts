import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { lower, newGraph, simplify, vjp } from "../src/autodiff/index.ts";
import { float64, random, type Samples, type Tensor, tensorOf } from "../src/base/index.ts";
import { generateDigits } from "../src/datasets/digits.ts";
import { type Layer, network } from "../src/models/index.ts";
import { logDeterminants } from "../src/regularisers/edjmLogDeterminant/logDeterminants.ts";
import { outputJacobians } from "../src/regularisers/edjmLogDeterminant/outputJacobians.ts";
import { tangentTerm } from "../src/regularisers/edjmLogDeterminant/tangentTerm.ts";
import { edjmLogDeterminant } from "../src/regularisers/index.ts";
import { hostedOf } from "../src/train/hosted/hostedOf.ts";
import { type TrainingConfigInput, train } from "../src/train/index.ts";
import { openGraph } from "./runtime.ts";
import { classifier, quietPlatform, spiral } from "./trainingCases.ts";

const { platform, folder } = await quietPlatform();
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const numbers = ({ data }: Tensor) => Float64Array.from(data as Float64Array);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const normals = (count: number, seed: number) => {
  const stream = random(seed, "normals");
  return Float64Array.from({ length: count }, () => stream.normal());
};
const epsilon = 1e-4;
const classes = 3;

interface Objective {
  readonly layers: readonly Layer[];
  readonly inputs: number;
  readonly x: Float64Array;
  readonly outputs?: readonly number[];
}

/** −Σ_j ½ log det of the chosen outputs and its gradient by the parameters, in float64, as training computes them. */
async function objective({ layers, inputs, x, outputs = [0, 1, 2] }: Objective) {
  const batch = x.length / inputs;
  const [chosen, side] = [outputs.length, Math.min(batch, inputs)];
  const specs: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly first: Float64Array<ArrayBuffer>;
  }[] = [];
  const plain = newGraph();
  const { logits } = network(plain, {
    input: [inputs],
    classes,
    layers,
    batch,
    x: plain.input("x", "float64", [batch, inputs]),
    parameter: ({ name, shape }, first) => {
      specs.push({ name, shape, first: new Float64Array(first().data) });
      return plain.input(name, "float64", shape);
    },
  });
  // Biases, too, must move.
  const start = Object.fromEntries(
    specs.map(({ name, first }) => {
      const noise = normals(first.length, 5);
      return [name, first.map((w, i) => w + 0.1 * noise[i]!)];
    }),
  );
  const form = simplify(lower(plain.finish([logits])), { keep: [logits.name] });
  const open = () => {
    const g = newGraph(form);
    return { g, x: g.value("x"), logits: g.value(logits.name) };
  };
  const one = open();
  const choice = one.g.input("selection", "float64", [chosen, classes]);
  const measure = await openGraph(lower(one.g.finish(outputJacobians(one.g, one.x, one.logits, choice))));
  const two = open();
  const term = tangentTerm(two.g, two.x, two.logits, {
    selection: two.g.input("selection", "float64", [chosen, classes]),
    jacobians: two.g.input("jacobians", "float64", [chosen, batch, inputs]),
    inverses: two.g.input("inverses", "float64", [chosen, side, side]),
    multiples: two.g.input("multiples", "float64", [chosen]),
  });
  const gradients = vjp(
    two.g,
    [term],
    [two.g.scalar(-1, term)],
    specs.map(({ name }) => two.g.value(name)),
  );
  const names = specs.flatMap(({ name }, i) => (gradients[i] ? [name] : []));
  const found = Object.fromEntries(names.map((name, i) => [`d ${name}`, gradients.filter((d) => d)[i]!]));
  const pull = await openGraph(lower(two.g.finish({ term, ...found })));
  const selection = float64(
    [chosen, classes],
    outputs.flatMap((j) => Array.from({ length: classes }, (_, c) => Number(c === j))),
  );
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  const feedsOf = (parameters: Readonly<Record<string, Float64Array>>) => ({
    x: float64([batch, inputs], x),
    selection,
    ...Object.fromEntries(Object.entries(parameters).map(([name, w]) => [name, float64(shapes.get(name)!, w)])),
  });
  const at = async (parameters: Readonly<Record<string, Float64Array>>) => {
    const { jacobians, grams } = await measure(feedsOf(parameters));
    const host = logDeterminants({ grams: numbers(grams!), side, rows: batch, epsilon });
    return { jacobians: jacobians!, host, value: -host.values.reduce((sum, value) => sum + value, 0) };
  };
  return {
    first: Object.fromEntries(specs.map(({ name, first }) => [name, first])),
    start,
    at,
    async gradient(parameters = start) {
      const { jacobians, host, value } = await at(parameters);
      const result = await pull({
        ...feedsOf(parameters),
        jacobians,
        inverses: float64([chosen, side, side], host.inverses),
        multiples: float64([chosen], host.multiples),
      });
      const slopes = host.slopes.reduce((sum, slope) => sum + slope, 0);
      return {
        value,
        term: numbers(result["term"]!)[0]!,
        slopes,
        gradient: Object.fromEntries(names.map((name) => [name, numbers(result[`d ${name}`]!)])),
      };
    },
  };
}

const tanh: readonly Layer[] = [
  { kind: "dense", units: 6, activation: "tanh" },
  { kind: "dense", units: 5, activation: "softplus" },
];
const relu: readonly Layer[] = [
  { kind: "dense", units: 9 },
  { kind: "dense", units: 8 },
];
const points = normals(4 * 7, 2);
const cases: Readonly<Record<string, Objective>> = {
  "fewer samples than inputs": { layers: tanh, inputs: 7, x: points },
  "more samples than inputs": { layers: tanh, inputs: 3, x: normals(8 * 3, 3) },
  "samples that are there twice": {
    layers: tanh,
    inputs: 7,
    x: Float64Array.from([...points, ...points.subarray(0, 14)]),
  },
  "a narrow layer, so that the rank is deficient": {
    layers: [{ kind: "dense", units: 2, activation: "tanh" }],
    inputs: 7,
    x: points,
  },
  "piecewise linear layers": { layers: relu, inputs: 7, x: points },
  "one output": { layers: tanh, inputs: 7, x: points, outputs: [1] },
};

describe.each(Object.entries(cases))("with %s", (_, given) => {
  test("the gradient by the parameters is that of differences", async () => {
    const { start, at, gradient } = await objective(given);
    const direction = Object.fromEntries(
      Object.entries(start).map(([name, { length }], i) => [name, normals(length, 20 + i)]),
    );
    const { gradient: found } = await gradient();
    const slope = Object.entries(found).reduce((sum, [name, d]) => sum + dot(d, direction[name]!), 0);
    const step = 1e-6;
    const moved = (by: number) =>
      at(
        Object.fromEntries(
          Object.entries(start).map(([name, w]) => [name, w.map((x, i) => x + by * direction[name]![i]!)]),
        ),
      );
    const difference = ((await moved(step)).value - (await moved(-step)).value) / (2 * step);
    expect(difference / slope).toBeCloseTo(1, 5);
  });

  test("the tangent touches where it was taken", async () => {
    const { term, slopes } = await (await objective(given)).gradient();
    expect(term).toBeCloseTo(slopes, 6);
  });
});

test("random outputs are right on average: all subsets of a size together are all outputs", async () => {
  const all = await (await objective(cases["fewer samples than inputs"]!)).gradient();
  for (const subsets of [
    [[0], [1], [2]],
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ],
  ]) {
    const each = await Promise.all(
      subsets.map(async (outputs) => (await objective({ ...cases["fewer samples than inputs"]!, outputs })).gradient()),
    );
    const scale = classes / subsets[0]!.length / subsets.length;
    expect(scale * each.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(all.value, 9);
    for (const [name, expected] of Object.entries(all.gradient)) {
      expected.forEach((x, i) => {
        expect(scale * each.reduce((sum, { gradient }) => sum + gradient[name]![i]!, 0)).toBeCloseTo(x, 7);
      });
    }
  }
});

test("steps draw every output as often", () => {
  const counts = new Float64Array(4);
  for (let step = 0; step < 400; step++) {
    const { selection } =
      edjmLogDeterminant.kind === "hosted"
        ? edjmLogDeterminant.choose(random(0, "x", step), 4, { outputs: 2, every: 1, epsilon })
        : {};
    const rows = numbers(selection!);
    for (let j = 0; j < 4; j++) counts[j]! += rows[j]! + rows[4 + j]!;
    expect(rows.reduce((sum, x) => sum + x, 0)).toBe(2);
    expect(rows.some((x, j) => j < 4 && x + rows[4 + j]! > 1)).toBe(false);
  }
  for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(45);
});

const data = { train: spiral(60, "train") };
const layers: readonly Layer[] = [
  { kind: "dense", units: 12 },
  { kind: "dense", units: 12 },
];
const config: TrainingConfigInput = {
  batch: 20,
  epochs: 2,
  optimiser: { name: "sgd", momentum: 0, learningRate: 0.1 },
};
const regularised = (weight: number, options = {}): TrainingConfigInput => ({
  ...config,
  regularisers: [{ name: "edjmLogDeterminant", weight, ...options }],
});

describe("in training", () => {
  test("without weight it is measured and changes nothing", async () => {
    const plain = await train(platform, classifier(layers), data, config);
    for (const options of [{}, { every: 2 }]) {
      const measured = await train(platform, classifier(layers), data, regularised(0, options));
      expect(measured.parameters).toEqual(plain.parameters);
      expect(measured.history[0]!.penalties!["edjmLogDeterminant"]).not.toBe(0);
    }
  });

  test("its value is that of the network in evaluation mode, and one step goes against its gradient", async () => {
    const noisy: readonly Layer[] = [
      { kind: "batchNorm" },
      { kind: "dense", units: 6, activation: "tanh" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 5, activation: "softplus" },
    ];
    const step = { ...config, batch: 60, epochs: 1 };
    const weights = [0, 1e-3];
    const [plain, moved] = await Promise.all(
      weights.map((weight) =>
        train(platform, classifier(noisy), data, {
          ...step,
          regularisers: [{ name: "edjmLogDeterminant", weight, epsilon }],
        }),
      ),
    );
    const value = (result: typeof plain) => result!.history[0]!.penalties!["edjmLogDeterminant"]!;
    // At evaluation, before the first step: a batch normalisation that divides by √(1 + 1e-5), and no dropout.
    const still = noisy.filter(({ kind }) => kind === "dense");
    const own = await objective({
      layers: still,
      inputs: 2,
      x: Float64Array.from(data.train.gather([...Array(60).keys()])),
    });
    expect(value(moved)).toBe(value(plain));
    const names = ["dense_1.weight", "dense_2.weight", "output.weight"];
    const { value: expected, gradient } = await own.gradient(own.first);
    expect(value(plain)).toBeCloseTo(expected, 2);
    for (const name of names) {
      const [before, after] = [plain, moved].map((result) => numbers(result!.parameters.get(name)!));
      const found = after!.map((w, i) => (before![i]! - w) / (0.1 * 1e-3));
      const size = Math.sqrt(dot(gradient[name]!, gradient[name]!));
      expect(Math.sqrt(found.reduce((sum, x, i) => sum + (x - gradient[name]![i]!) ** 2, 0)) / size).toBeLessThan(0.01);
    }
  });

  test("a training that is resumed has the numbers of one that ran through", async () => {
    const choices = regularised(1e-3, { outputs: 1, every: 2 });
    const whole = await train(platform, classifier(layers), data, { ...choices, epochs: 3 });
    const checkpoint = { path: path.join(folder, "resumed.onnx"), everySeconds: 0 };
    await train(platform, classifier(layers), data, { ...choices, epochs: 1 }, { checkpoint });
    const resumed = await train(platform, classifier(layers), data, { ...choices, epochs: 3 }, { checkpoint });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.history.map(({ penalties }) => penalties)).toEqual(whole.history.map(({ penalties }) => penalties));
  });

  test("it raises Σ log σ of generated digits, images and convolutions included", async () => {
    const digits = digitsOf(120);
    const convolutional: readonly Layer[] = [
      { kind: "conv", filters: 3, kernel: 5, stride: 3 },
      { kind: "maxPool", size: 2 },
      { kind: "dense", units: 16 },
    ];
    const build: Parameters<typeof train>[1] = (g, options) =>
      network(g, { input: [1, 28, 28], classes: 10, layers: convolutional, ...options });
    const last = async (weight: number) => {
      const result = await train(platform, build, { train: digits }, { ...regularised(weight), batch: 40, epochs: 6 });
      return result.history.at(-1)!.penalties!["edjmLogDeterminant"]!;
    };
    const [plain, raised] = [await last(0), await last(1e-3)];
    expect(plain - raised).toBeGreaterThan(50);
  });
});

describe("what is unsound is refused", () => {
  test.each<readonly [string, TrainingConfigInput, RegExp]>([
    ["more outputs than there are", regularised(1, { outputs: 4 }), /whole number up to 3/],
    ["no outputs", regularised(1, { outputs: 0 }), /a whole number from 1 up/],
    ["an ε of 0", regularised(1, { epsilon: 0 }), /above 0/],
  ])("%s", async (_, choices, words) => {
    await expect(train(platform, classifier(layers), data, choices)).rejects.toThrow(words);
  });

  test("two of them", () => {
    const one = { name: "edjmLogDeterminant", weight: 1, outputs: "all", every: 1, epsilon };
    expect(() => hostedOf([one, one])).toThrow(/one at most/);
  });
});

function digitsOf(count: number): Samples {
  const { x, y } = generateDigits(
    "train",
    Array.from({ length: count }, (_, i) => i),
  );
  const size = 28 * 28;
  const values = Float32Array.from(x.data as Uint8Array, (value) => value / 255);
  return {
    source: "digits",
    split: "train",
    count,
    shape: [1, 28, 28],
    labels: y,
    sha256: "generated",
    gather(indices) {
      const rows = Array.from(indices, (i) => [...values.subarray(i * size, (i + 1) * size)]);
      return tensorOf("float32", [rows.length, size], rows.flat()).data as Float32Array<ArrayBuffer>;
    },
  };
}
