import { afterAll, describe, expect, test } from "vitest";
import { type EdjmOptions, edjm, prepareModel } from "../src/analyses/index.ts";
import { probabilityRows } from "../src/analyses/probabilityRows.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, float64, type Samples } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { symmetricEigenReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { spectralScore } from "../src/stats/index.ts";
import { normalSamples, type SmallNetwork, samplesOf, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());
const load = ({ model }: Pick<SmallNetwork, "model">) => prepareModel(model, "small.onnx", "0");

/** Singular values of a plain matrix: the positive eigenvalues of [0 A; Aᵀ 0] (Jordan and Wielandt). */
function singularValues(a: readonly (readonly number[])[]): number[] {
  const [n, d] = [a.length, a[0]!.length];
  const size = n + d;
  const m = new Float64Array(size * size);
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      m[i * size + n + j] = m[(n + j) * size + i] = value;
    });
  });
  return Array.from(symmetricEigenReference(m, size).values.slice(0, Math.min(n, d)));
}

/** E_j by central differences of the plain float64 network. */
function differenceJacobians({ forward, sizes }: SmallNetwork, data: Samples): number[][][] {
  const k = sizes.at(-1)!;
  const h = 1e-7;
  const x = Array.from({ length: data.count }, (_, i) => Float64Array.from(data.gather([i])));
  return Array.from({ length: k }, (_, j) =>
    x.map((sample) =>
      Array.from(sample, (_, a) => {
        const moved = (step: number) => forward(sample.map((v, b) => (b === a ? v + step : v))).y[j]!;
        return (moved(h) - moved(-h)) / (2 * h);
      }),
    ),
  );
}

describe("singular values equal those of finite-difference Jacobians in float64, to 1e-5 of the largest", () => {
  test.each([
    ["more samples than inputs", 40, [7, 20, 20, 3]],
    ["fewer samples than inputs", 6, [15, 20, 4]],
    ["as many samples as inputs", 9, [9, 30, 2]],
    ["one output", 12, [5, 16, 1]],
    ["one input", 12, [1, 16, 3]],
    ["one sample", 1, [6, 16, 3]],
  ])("%s", async (_, n, sizes) => {
    const network = smallNetwork(sizes);
    const data = normalSamples(n, [sizes[0]!], Math.max(2, sizes.at(-1)!));
    const result = await edjm(platform, load(network), data);
    expect(result.perOutput).toHaveLength(sizes.at(-1)!);
    const expected = differenceJacobians(network, data).map(singularValues);
    expected.forEach((values, j) => {
      const output = result.perOutput[j]!;
      expect(output.singularValues).toHaveLength(Math.min(n, sizes[0]!));
      expect(output.computed).toBe(Math.min(n, sizes[0]!));
      values.forEach((value, i) => {
        expect(Math.abs(output.singularValues[i]! - value) / values[0]!).toBeLessThan(1e-5);
      });
      const { score, status } = spectralScore(values);
      expect(output.status).toBe(status);
      if (score === null) expect(output.score).toBeNull();
      else expect(output.score).toBeCloseTo(score, 4);
    });
  });
});

test.each([true, false])("equation 11: J(x) x is f(x) less the propagated biases (biases: %s)", async (biases) => {
  const network = smallNetwork([6, 12, 12, 3], { biases });
  const data = normalSamples(1, [6]);
  const x = data.gather([0]);
  const { y, pattern } = network.forward(x);
  const propagated = network.affine(new Float64Array(6), pattern);
  if (!biases) expect(propagated.every((value) => value === 0)).toBe(true);
  // With one sample, σ is the length of the gradient, so the gradient itself is taken from the stream.
  const rows = await gradients(network, data);
  rows.forEach((row, j) => {
    const product = row.reduce((sum, value, a) => sum + value * x[a]!, 0);
    expect(product).toBeCloseTo(y[j]! - propagated[j]!, 4);
  });
});

async function gradients(network: SmallNetwork, data: Samples): Promise<number[][]> {
  const { openJacobian } = await import("../src/analyses/jacobianStream.ts");
  const { selectOutput } = await import("../src/analyses/selectOutput.ts");
  const model = load(network);
  const stream = await openJacobian(platform, model, selectOutput(model), data);
  for await (const { rows } of stream.run([0])) return rows.map((row) => Array.from(row));
  return [];
}

test("probability Jacobians of a saturated network are right in float64", () => {
  const k = 3;
  const z = [40, 0, -3];
  const rows = [
    [1, 2],
    [3, -1],
    [0.5, 0.25],
  ];
  const shifted = z.map((value) => Math.exp(value - 40));
  const total = shifted.reduce((a, b) => a + b, 0);
  const p = shifted.map((value) => value / total);
  const got = probabilityRows("softmax", z, rows, [0, 1, 2], 1, 2);
  for (let j = 0; j < k; j++) {
    for (let a = 0; a < 2; a++) {
      // Pairwise differences: every term has the sign and size of its own.
      const expected = p.reduce((sum, weight, i) => sum + p[j]! * weight * (rows[j]![a]! - rows[i]![a]!), 0);
      expect(got[j]![a]! / expected).toBeCloseTo(1, 10);
    }
  }
  const sigmoid = probabilityRows("sigmoid", [-50], [[2]], [0], 1, 1);
  expect(sigmoid[0]![0]! / (2 * Math.exp(-50))).toBeCloseTo(1, 10);
});

test("probabilities: a Softmax on top, a final Softmax removed, and its own output give the same", async () => {
  const network = smallNetwork([5, 16, 3]);
  const data = normalSamples(30, [5], 3);
  const g = newGraph(network.model.graph);
  const softmax = createModel(g.finish({ p: g.op("Softmax", [g.value("logits")]) }));
  const on = await edjm(platform, load(network), data, { output: "probabilities" });
  const removed = await edjm(platform, load({ model: softmax }), data, { output: "probabilities" });
  const asItIs = await edjm(platform, load({ model: softmax }), data, { output: "p" });
  const logits = await edjm(platform, load({ model: softmax }), data);
  const plain = await edjm(platform, load(network), data);
  expect(removed.perOutput).toEqual(on.perOutput);
  expect(logits.perOutput).toEqual(plain.perOutput);
  asItIs.perOutput.forEach(({ singularValues: values }, j) => {
    expect(values[0]).toBeCloseTo(on.perOutput[j]!.singularValues[0]!, 5);
  });
});

test.each([
  [90, 1, 400],
  [50, 1, 400],
  [90, 1e-21, 400],
  [90, 1e20, 400],
  [60, 1, 25],
])("the jackknife equals brute force: percentile %i, gradients × %d, n = %i", async (epsilonPercentile, scale, n) => {
  const network = smallNetwork([30, 40, 40, 2], { scale });
  const data = normalSamples(n, [30]);
  const model = load(network);
  const { leftOutScores } = await import("./leftOut.ts").then(({ leftOutByBruteForce }) =>
    leftOutByBruteForce(platform, model, data, 10, epsilonPercentile),
  );
  const result = await edjm(platform, model, data, { epsilonPercentile });
  const { jackknifeInterval } = await import("../src/stats/index.ts");
  const [low, high] = jackknifeInterval(result.score!, leftOutScores)!;
  const half = (high - low) / 2;
  expect(Math.abs(result.scoreInterval![0] - low) / half).toBeLessThan(0.02);
  expect(Math.abs(result.scoreInterval![1] - high) / half).toBeLessThan(0.02);
});

test("both sides, any batch and any budget give the same", async () => {
  const network = smallNetwork([12, 30, 3]);
  const model = load(network);
  const data = normalSamples(60, [12], 3);
  const reference = await edjm(platform, model, data, { curve: true });
  const ways: EdjmOptions[] = [
    { batch: 7 },
    { outputsPerPass: 1 },
    { outputsPerPass: 2 },
    { outputs: [2, 0] },
    { side: "samples", curve: true },
    { side: "samples", samplesPerPass: 25 },
    { side: "samples", samplesPerPass: 1, outputsPerPass: 2 },
  ];
  for (const options of ways) {
    const other = await edjm(platform, model, data, options);
    expect(other.plan).toMatchObject(
      options.side ? { side: options.side } : { side: "inputs", passes: expect.any(Number) },
    );
    if (!options.outputs) {
      expect(other.score).toBeCloseTo(reference.score!, 4);
      expect(other.scoreInterval![0]).toBeCloseTo(reference.scoreInterval![0], 3);
    }
    other.curve?.forEach(({ score }, g) => {
      expect(score).toBeCloseTo(reference.curve![g]!.score!, 4);
    });
    for (const { output, singularValues: values } of other.perOutput) {
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(reference.perOutput[output]!.singularValues[i]!, 4);
      });
    }
  }
  expect(reference.curve).toHaveLength(10);
  expect(reference.curve!.at(-1)).toEqual({ samples: 60, score: expect.closeTo(reference.score!, 8) });
  await expect(edjm(platform, model, data, { memory: 100 })).rejects.toThrow(
    /--memory: expected at least \d+ MiB.*got 1 MiB/,
  );
});

test("constant and zero networks have a status and no score", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 3]);
  const zero = g.op("MatMul", [x, g.constant(float32([3, 2], new Float32Array(6)))]);
  const result = await edjm(platform, load({ model: createModel(g.finish({ y: zero })) }), normalSamples(8, [3]));
  expect(result).toMatchObject({ score: null, status: "zero", scoreInterval: null });
  expect(result.perOutput.map(({ score, status }) => [score, status])).toEqual([
    [null, "zero"],
    [null, "zero"],
  ]);
  const flat = await edjm(platform, load(smallNetwork([3, 8, 2])), normalSamples(1, [3]));
  expect(flat).toMatchObject({ score: null, status: "flat", scoreInterval: null });
});

test("a linear network has one direction: σ/σmax = 1, 0, 0 …, and the score 1", async () => {
  const network = smallNetwork([20, 4]);
  const { perOutput, normalizedSpectrum } = await edjm(platform, load(network), normalSamples(50, [20], 4));
  for (const { score, singularValues: values } of perOutput) {
    expect(values[1]! / values[0]!).toBeLessThan(1e-6);
    expect(score).toBeCloseTo(1, 5);
  }
  expect(normalizedSpectrum[0]).toBe(1);
});

test("a float64 model gives the same as its float32 twin", async () => {
  const network = smallNetwork([5, 16, 3]);
  const data = normalSamples(30, [5], 3);
  const { graph } = network.model;
  const wide = new Map([...graph.initializers].map(([name, t]) => [name, float64(t.shape, t.data as Float32Array)]));
  const inputs = graph.inputs.map((input) => ({ ...input, type: "float64" as const }));
  const twin = createModel({ ...graph, inputs, outputs: [{ name: "logits" }], initializers: wide });
  const [narrow, double] = [
    await edjm(platform, load(network), data),
    await edjm(platform, load({ model: twin }), data),
  ];
  double.perOutput.forEach(({ score }, j) => {
    expect(score).toBeCloseTo(narrow.perOutput[j]!.score!, 4);
  });
});

test("bad data are refused by name", async () => {
  const model = load(smallNetwork([3, 8, 2]));
  await expect(edjm(platform, model, normalSamples(4, [5]))).rejects.toThrow(/5.*3|3.*5/);
  await expect(edjm(platform, model, normalSamples(4, [3]), { batch: 5 })).rejects.toThrow(
    /--batch: expected at most 4/,
  );
  const wrong = samplesOf(new Float32Array(12), [3], Int32Array.of(0, 1, 2, 0));
  await expect(edjm(platform, model, wrong)).rejects.toThrow(/sample 2: expected a label from 0 to 1/);
  const huge = samplesOf(new Float32Array(12).fill(3.4e38), [3]);
  await expect(edjm(platform, load(smallNetwork([3, 64, 64, 2])), huge)).rejects.toThrow(/sample \d: expected finite/);
});

test("a network in which samples interact is refused by name", () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 3]);
  const centred = g.sub(x, g.reduceMean(x, [0]));
  const model = createModel(g.finish({ y: centred }));
  expect(() => load({ model })).toThrow(/ReduceMean/);
});

test.each(["lanczos", "randomized"] as const)(
  "--method %s: the largest values within their errors, and the score from them",
  async (method) => {
    const model = load(smallNetwork([12, 20, 2]));
    const data = normalSamples(40, [12]);
    const exact = await edjm(platform, model, data);
    const enough = await edjm(platform, model, data, { method });
    expect(enough).toMatchObject({ method, status: "ok", scoreInterval: null, jackknifeGroups: 1 });
    enough.perOutput.forEach(({ singularValues, computed, errors = [], score, status }, j) => {
      const theirs = exact.perOutput[j]!;
      // ε lies between the second and the third of twelve.
      expect([computed, singularValues.length, errors.length, status]).toEqual([3, 3, 3, "ok"]);
      singularValues.forEach((value, i) => {
        expect(Math.abs(value - theirs.singularValues[i]!)).toBeLessThanOrEqual(errors[i]! + 1e-6);
      });
      if (method === "lanczos") expect(score).toBeCloseTo(theirs.score!, 6);
    });
    enough.meanAbsoluteGradient.forEach((value, i) => {
      expect(value).toBeCloseTo(exact.meanAbsoluteGradient[i]!, 5);
    });
    const few = await edjm(platform, model, data, { method, values: 1 });
    expect(few).toMatchObject({ score: null, status: "partial" });
    expect(few.perOutput[0]).toMatchObject({ computed: 1, score: null, status: "partial" });
    await expect(edjm(platform, model, data, { method, values: 13 })).rejects.toThrow(/--values.*from 1 to 12/);
    await expect(edjm(platform, model, data, { method, curve: true })).rejects.toThrow(/--curve.*exact/);
  },
);
