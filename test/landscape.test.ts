import { afterAll, describe, expect, test } from "vitest";
import {
  evaluateLogits,
  type LoadedModel,
  landscape,
  landscapePath,
  openLogits,
  prepareModel,
} from "../src/analyses/index.ts";
import { filterNorms } from "../src/analyses/landscape/direction.ts";
import { filterAxis } from "../src/analyses/landscape/filterAxis.ts";
import { movedWeights } from "../src/analyses/landscape/randomDirections.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, type Samples, type Tensor } from "../src/base/index.ts";
import { createModel, int, ints, type Model } from "../src/graph/index.ts";
import { type Layer, mlp, network } from "../src/models/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

/** A network whose every constant is drawn: running statistics and biases, too. */
function drawn(input: readonly number[], layers: readonly Layer[], seed: number): LoadedModel {
  const g = newGraph();
  const { logits } = network(g, {
    input,
    layers,
    classes: 3,
    parameter: ({ name, shape }) => {
      const stream = random(seed, name);
      const positive = /variance|scale/.test(name);
      const size = shape.reduce((a, b) => a * b, 1);
      const draw = () => (positive ? 0.5 + stream.uniform() : stream.normal() / Math.sqrt(size / shape[0]!));
      return g.initializer(name, float32(shape, Float32Array.from({ length: size }, draw)));
    },
  });
  return prepareModel(createModel(g.finish({ logits })), `seed-${seed}.onnx`, `${seed}`);
}

const convolutions: readonly Layer[] = [
  { kind: "conv", filters: 4, kernel: 3 },
  { kind: "batchNorm", activation: "relu" },
  { kind: "maxPool", size: 2 },
  { kind: "dense", units: 5 },
];
const cases: readonly (readonly [string, (seed: number) => LoadedModel, Samples])[] = [
  ["perceptron", (seed) => drawn([6], mlp([7, 5]), seed), normalSamples(23, [6], 3)],
  [
    "convolutions with batch normalisation",
    (seed) => drawn([1, 6, 6], convolutions, seed),
    normalSamples(9, [1, 6, 6], 3),
  ],
];

async function ownLoss(model: LoadedModel, samples: Samples) {
  const { source, matched } = await openLogits(platform, model, samples);
  const { loss, accuracy } = await evaluateLogits(source, matched);
  await source.session.release();
  return { loss, accuracy };
}

const near = (value: number) => expect.closeTo(value, 5) as number;

describe.each(cases)("%s", (_, networkOf, samples) => {
  const model = networkOf(1);

  test("the centre of the plane is the network, and a grid of odd steps holds it", async () => {
    const own = await ownLoss(model, samples);
    const found = await landscape(platform, model, samples, { steps: 5 });
    expect(found.centre).toEqual({ loss: near(own.loss), accuracy: own.accuracy });
    expect(found.loss[2]![2]).toBe(found.centre.loss);
    expect(found.alpha).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(found.beta).toEqual(found.alpha);
    expect(found.loss.flat()).not.toContain(null);
    expect(new Set(found.loss.flat()).size).toBe(25);
  });

  test("each filter of a direction has the norm of the filter that it moves; biases stay", () => {
    const { moved, direction, base } = movedWeights(model, false);
    for (const { name, weight, axis } of moved) {
      expect(axis).toBeDefined();
      const of = (tensor: Tensor) => [...filterNorms(weight.shape, axis, tensor.data as Float32Array)];
      const [own, turned] = [of(base.get(name)!), of(direction(0, 0).get(name)!)];
      turned.forEach((norm, i) => {
        expect(norm / own[i]!).toBeCloseTo(1, 6);
      });
      expect(direction(0, 0).get(name)).not.toEqual(direction(0, 1).get(name));
      expect(direction(0, 0).get(name)).toEqual(movedWeights(model, false).direction(0, 0).get(name));
    }
    expect([...base.keys()].some((name) => /bias|scale|shift/.test(name))).toBe(false);
    expect(movedWeights(model, true).moved.length).toBeGreaterThan(moved.length);
  });

  test("the same seed gives the same plane, another one another", async () => {
    const run = async (seed: number) => (await landscape(platform, model, samples, { steps: 3, seed })).loss;
    const [first, again, other] = [await run(4), await run(4), await run(5)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("the ends of a line are both networks, and so are the corners of a plane", async () => {
    const all = [model, networkOf(2), networkOf(3)];
    const own = await Promise.all(all.map((each) => ownLoss(each, samples)));
    const expected = own.map(({ loss, accuracy }) => ({ loss: near(loss), accuracy }));
    for (const given of [all.slice(0, 2), all]) {
      const found = await landscapePath(platform, given, samples, { steps: 3, margin: 0.5, plane: true });
      expect(found.networks.map(({ loss, accuracy }) => ({ loss, accuracy }))).toEqual(expected.slice(0, given.length));
      const { alpha, loss, accuracy } = found.line;
      expect(alpha).toEqual([-0.5, 0, 0.5, 1, 1.5]);
      expect([loss[1], loss[3]]).toEqual(found.networks.slice(0, 2).map((end) => end.loss));
      expect([accuracy[1], accuracy[3]]).toEqual(own.slice(0, 2).map((end) => end.accuracy));
      expect(found.plane?.beside).toBe(given.length === 2 ? "random" : "network");
      const { barrier } = found.line;
      expect(barrier.loss).toBeCloseTo(Math.max(0, loss[2]! - (loss[1]! + loss[3]!) / 2), 12);
    }
  });

  test("the line of a plane is the line", async () => {
    const found = await landscapePath(platform, [model, networkOf(2)], samples, { steps: 5, margin: 0, plane: true });
    expect(found.plane!.loss.map((row) => row[2])).toEqual(found.line.loss);
  });
});

test("a ReLU network whose layers are rescaled is the same function, and has the same landscape", async () => {
  const samples = normalSamples(40, [6], 3);
  const { model } = smallNetwork([6, 9, 8, 3], { seed: 2 });
  const scale = (factors: Readonly<Record<string, number>>): Model => {
    const initializers = [...model.graph.initializers].map(([name, { shape, data }]) => {
      const factor = factors[name] ?? 1;
      return [
        name,
        float32(
          shape,
          (data as Float32Array).map((value) => value * factor),
        ),
      ] as const;
    });
    return { ...model, graph: { ...model.graph, initializers: new Map(initializers) } };
  };
  const scaled = scale({ w0: 8, b0: 8, w1: 1 / 4, b1: 2, w2: 1 / 2 });
  const options = { steps: 5, seed: 3 };
  for (const biases of [false, true]) {
    const [plain, rescaled] = await Promise.all(
      [model, scaled].map((each, i) =>
        landscape(platform, prepareModel(each, `${i}`, "0"), samples, { ...options, biases }),
      ),
    );
    rescaled!.loss.flat().forEach((loss, i) => {
      expect(loss! / plain!.loss.flat()[i]!).toBeCloseTo(1, 5);
    });
    // Powers of two, so that only rounding of norms is left; what is not normalised would be far off.
    expect(rescaled!.accuracy).toEqual(plain!.accuracy);
  }
});

test("one layer: the plane is that of plain arithmetic", async () => {
  const samples = normalSamples(11, [4], 3);
  const small = smallNetwork([4, 3], { biases: false });
  const model = prepareModel(small.model, "one", "0");
  const { direction, base } = movedWeights(model, false);
  const found = await landscape(platform, model, samples, { steps: 3, radius: 2, seed: 7 });
  const [w, a, b] = [base, direction(7, 0), direction(7, 1)].map((each) => each.get("w0")!.data as Float32Array);
  found.alpha.forEach((alpha, i) => {
    found.beta.forEach((beta, j) => {
      let loss = 0;
      for (let n = 0; n < samples.count; n++) {
        const x = samples.gather([n]);
        const z = [0, 1, 2].map((o) =>
          x.reduce((sum, v, k) => sum + v * (w![o * 4 + k]! + alpha * a![o * 4 + k]! + beta * b![o * 4 + k]!), 0),
        );
        loss += Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0)) - z[samples.labels![n]!]!;
      }
      expect(found.loss[i]![j]).toBeCloseTo(loss / samples.count, 5);
    });
  });
  expect(found).toMatchObject({ parameters: 15, moved: 12, filters: 3, weights: 1, steps: 3, radius: 2, notFinite: 0 });
});

test("a loss that is no finite number is null and counted", async () => {
  const small = smallNetwork([4, 5, 3]);
  const model = prepareModel(small.model, "far", "0");
  const samples = normalSamples(3, [4], 3);
  const found = await landscape(platform, model, samples, { steps: 3, radius: 1e38 });
  expect(found.status).toBe("unbounded");
  expect(found.notFinite).toBe(found.loss.flat().filter((loss) => loss === null).length);
  expect(found.notFinite).toBeGreaterThan(0);
  expect(found.loss[1]![1]).toBe(found.centre.loss);
  expect(found.warnings?.join()).toMatch(/no finite number/);
  expect(found.lowest?.loss).toBeLessThanOrEqual(found.centre.loss!);
});

describe("filters", () => {
  const axisIn = (operator: string, shape: number[], attributes = {}, turned = false) => {
    const g = newGraph();
    const x = g.input("x", "float32", operator.startsWith("Conv") ? ["N", 4, 5, 5] : ["N", 4]);
    const w = g.initializer("w", float32(shape, new Float32Array(shape.reduce((a, b) => a * b))));
    const used = turned ? g.op("Transpose", [w]) : w;
    return filterAxis(g.finish({ y: g.op(operator, [x, used], attributes) }), "w", shape.length);
  };
  test.each<[string, number[], object, boolean, number | undefined]>([
    ["MatMul", [4, 3], {}, false, 1],
    ["MatMul", [3, 4], {}, true, 0],
    ["Gemm", [4, 3], {}, false, 1],
    ["Gemm", [3, 4], { transB: int(1) }, false, 0],
    ["Conv", [6, 4, 3, 3], { kernel_shape: ints([3, 3]) }, false, 0],
    ["ConvTranspose", [4, 6, 3, 3], {}, false, 1],
    ["ConvTranspose", [4, 3, 3, 3], { group: int(2) }, false, undefined],
  ])("%s of %j lie along their axis", (operator, shape, attributes, turned, axis) => {
    expect(axisIn(operator, shape, attributes, turned)).toBe(axis);
  });
});

describe("refused:", () => {
  const samples = normalSamples(5, [4], 3);
  const load = (model: Model, name = "a") => prepareModel(model, name, "0");
  const small = load(smallNetwork([4, 5, 3]).model);
  const zeros = () => {
    const { model } = smallNetwork([4, 5, 3]);
    const all = [...model.graph.initializers].map(
      ([name, { shape, data }]) =>
        [
          name,
          float32(
            shape,
            (data as Float32Array).map(() => 0),
          ),
        ] as const,
    );
    return load({ ...model, graph: { ...model.graph, initializers: new Map(all) } }, "zeros.onnx");
  };
  const without = () => {
    const g = newGraph();
    return load(createModel(g.finish({ y: g.op("Relu", [g.input("x", "float32", ["N", 4])]) })), "none.onnx");
  };
  const biasAlone = () => {
    const g = newGraph();
    const b = g.initializer("b", float32([4], [1, 2, 3, 4]));
    return load(createModel(g.finish({ y: g.add(g.input("x", "float32", ["N", 4]), b) })), "bias.onnx");
  };
  const { labels: _, ...unlabelled } = samples;
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["a plane of zero norm", () => landscape(platform, zeros(), samples), /zeros.onnx: .*zero norm/],
    ["no parameters", () => landscape(platform, without(), samples), /none.onnx: .*parameters/],
    ["no weight matrices", () => landscape(platform, biasAlone(), samples), /bias.onnx: .*--biases/],
    ["no labels", () => landscape(platform, small, unlabelled), /no labels/],
    [
      "labels out of range",
      () => landscape(platform, small, { ...samples, labels: Int32Array.of(0, 1, 2, 3, 0) }),
      /sample 3: expected a label from 0 to 2, got 3/,
    ],
    ["one step", () => landscape(platform, small, samples, { steps: 1 }), /--steps/],
    ["no radius", () => landscape(platform, small, samples, { radius: 0 }), /--radius/],
    ["the same network twice", () => landscapePath(platform, [small, small], samples), /zero length/],
    [
      "another architecture",
      () => landscapePath(platform, [small, load(smallNetwork([4, 6, 3]).model, "b")], samples),
      /b beside a: .*"w0" \(float32 5×4\), got "w0" \(float32 6×4\)/,
    ],
    [
      "more layers",
      () => landscapePath(platform, [small, load(smallNetwork([4, 5, 5, 3]).model, "b")], samples),
      /b beside a: expected the same architecture/,
    ],
  ])("%s", async (__, work, message) => {
    await expect(work()).rejects.toThrow(message);
  });

  test("a third network on the line", async () => {
    const [a, b, c] = [0, 1, 0.5].map((t) => {
      const [p, q] = [0, 1].map((seed) => smallNetwork([4, 5, 3], { seed }).model);
      const mixed = [...p!.graph.initializers].map(([name, { shape, data }]) => {
        const other = q!.graph.initializers.get(name)!.data as Float32Array;
        return [
          name,
          float32(
            shape,
            (data as Float32Array).map((v, i) => (1 - t) * v + t * other[i]!),
          ),
        ] as const;
      });
      return load({ ...p!, graph: { ...p!.graph, initializers: new Map(mixed) } }, `at ${t}`);
    });
    await expect(landscapePath(platform, [a!, b!, c!], samples)).rejects.toThrow(/at 0.5: .*no plane/);
  });
});

test("a single sample is measured, with a warning", async () => {
  const { warnings } = await landscape(
    platform,
    prepareModel(smallNetwork([4, 3]).model, "a", "0"),
    normalSamples(1, [4], 3),
    {
      steps: 2,
    },
  );
  expect(warnings).toEqual([expect.stringMatching(/single sample/)]);
});
