import { afterAll, describe, expect, test } from "vitest";
import { identicalOutput, type LoadedModel, layerMoments, layerView, prepareModel } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random } from "../src/base/index.ts";
import { createModel, int } from "../src/graph/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { comparableOutput } from "../src/train/index.ts";
import { normalSamples, samplesOf, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());
const network = smallNetwork([6, 8, 8, 3], { seed: 6 });
const model = prepareModel(network.model, "small.onnx", "0");
const [first = "", last = ""] = model.graph.nodes
  .filter(({ operator }) => operator === "Relu")
  .map((n) => n.outputs[0]!);
const x = normalSamples(400, [6], 3).gather(Array.from({ length: 400 }, (_, i) => i));
/** Labels as the network gives them, so that it makes no error. */
const data = samplesOf(
  x,
  [6],
  Int32Array.from({ length: 400 }, (_, i) => {
    const { y } = network.forward(x.subarray(6 * i, 6 * i + 6));
    return y.indexOf(Math.max(...y));
  }),
);
const covarianceOf = async (of: LoadedModel, layer: string) =>
  (await layerMoments(platform, of, data, layer, layerView(of, layer, "channel"))).covariance;
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const identity = (size: number) => Float64Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0));

describe("transformations by name", () => {
  test("whitening leaves no correlation", async () => {
    const { network: white, result } = await identicalOutput(platform, model, data, {
      layer: last,
      transform: "whitening",
      insert: true,
      activations: "all",
    });
    expect(result).toMatchObject({ analysis: "ion", transform: "whitening", shifted: true, inserted: true, units: 8 });
    expect(result.maxOutputDifference).toBeLessThan(1e-4);
    expect(result.before.correlation).toBeGreaterThan(0.05);
    expect(result.after.correlation).toBeLessThan(1e-3);
    expect(result.after.rank).toBeGreaterThan(7.99);
    expect(farthest(await covarianceOf(white, result.layer), identity(8))).toBeLessThan(1e-3);
  });

  test("any covariance can be had", async () => {
    const stream = random(3, "covariance");
    const root = Float64Array.from({ length: 64 }, stream.normal);
    const target = identity(8).map((value, at) => {
      const [i, j] = [Math.floor(at / 8), at % 8];
      let sum = 0.1 * value;
      for (let k = 0; k < 8; k++) sum += root[i * 8 + k]! * root[j * 8 + k]!;
      return sum;
    });
    const { network: moved, result } = await identicalOutput(platform, model, data, {
      layer: last,
      transform: "covariance",
      target,
      insert: true,
    });
    expect(farthest(await covarianceOf(moved, result.layer), target)).toBeLessThan(1e-2);
  });

  test("directions without variance become dead units", async () => {
    const g = newGraph();
    const stream = random(4, "narrow");
    const weight = (shape: readonly number[]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return g.constant(float32(shape, Float32Array.from({ length: size }, stream.normal)));
    };
    const narrow = g.op("Gemm", [g.input("x", "float32", ["N", 6]), weight([3, 6]), weight([3])], { transB: int(1) });
    const wide = g.op("Gemm", [narrow, weight([9, 3]), weight([9])], { transB: int(1) });
    const y = g.op("Gemm", [g.op("Relu", [g.op("Gemm", [wide, weight([9, 5])])]), weight([5, 3])]);
    const bottleneck = prepareModel(createModel(g.finish({ y })), "narrow.onnx", "0");
    const { result } = await identicalOutput(platform, bottleneck, data, {
      layer: wide.name,
      transform: "null-space",
      dead: "non-positive",
    });
    expect(result.before.deadUnit).toBe(0);
    expect(result.after.deadUnit).toBeCloseTo(6 / 9, 10);
    expect(result.after.rank).toBeCloseTo(result.before.rank!, 3);
    const full = identicalOutput(platform, bottleneck, data, { layer: narrow.name, transform: "null-space" });
    await expect(full).rejects.toThrow(/a covariance of full rank 3/);
  });

  test("what leaves a ReLU layer as it is: correlation, sparsity, dead units", async () => {
    for (const transform of ["random-diagonal", "permutation"]) {
      const { result } = await identicalOutput(platform, model, data, { layer: first, transform, seed: 5 });
      expect(result.shifted).toBe(false);
      for (const key of ["correlation", "sparsity", "deadUnit"] as const) {
        expect(result.after[key]).toBeCloseTo(result.before[key]!, 5);
      }
    }
  });

  test("the outputs that a network loses are named", async () => {
    const { graph } = network.model;
    const both = createModel({ ...graph, outputs: [...graph.outputs, { name: last }] });
    const { result } = await identicalOutput(platform, prepareModel(both, "two.onnx", "0"), data, {
      layer: first,
      transform: "permutation",
    });
    expect(result.outputsLeftOut).toEqual([last]);
    expect(result.warnings?.join()).toContain(`left out: "${last}"`);
  });

  test("a random one is another one for another seed; a given one is taken as it is", async () => {
    const of = async (seed: number) =>
      (await identicalOutput(platform, model, data, { layer: last, transform: "random", insert: true, seed })).result;
    const [one, again, other] = [await of(1), await of(1), await of(2)];
    expect(again.after).toEqual(one.after);
    expect(other.after.covariance).not.toBe(one.after.covariance);
    const q = identity(8).map((value) => 2 * value);
    const { result } = await identicalOutput(platform, model, data, { layer: last, transform: { q } });
    expect(result.after.activationAmplitude).toBeCloseTo(2 * result.before.activationAmplitude!, 5);
  });
});

describe("what is refused", () => {
  const ion = (options: object) =>
    identicalOutput(platform, model, data, { layer: last, transform: "random", ...options });

  test.each([
    [{}, /Relu.*positive diagonal matrix times a permutation.*--insert/],
    [
      { layer: model.graph.nodes[0]!.outputs[0]! },
      /Take --transform random-diagonal or permutation, or take a layer farther/,
    ],
    [{ transform: "whiten" }, /--transform: expected whitening.*got whiten\..*Did you mean whitening/],
    [{ layer: "Relu" }, /a name that no tensor has.*Relu_0/],
    [{ transform: { q: new Float64Array(64).fill(1) }, insert: true }, /a singular one, condition number/],
    [{ transform: { q: identity(7) } }, /Q of 8 × 8 and m of 8 numbers.*got Q of 7 × 7/],
    [{ transform: "covariance", insert: true }, /a target covariance, got none/],
    [
      { transform: "covariance", insert: true, target: identity(8).map((v, at) => v + (at === 1 ? 1 : 0)) },
      /symmetric/,
    ],
    [{ transform: "covariance", insert: true, target: identity(8).map((v) => -v) }, /eigenvalues from 0 up/],
  ])("%o", async (options, message) => {
    await expect(ion(options)).rejects.toThrow(message);
  });

  test("a Q with which rounding is too large is told with its condition number", async () => {
    const q = identity(8).map((value, at) => value * 10 ** (at / 9 - 4) + (at % 9 === 1 ? 100 : 0));
    await expect(ion({ transform: { q }, insert: true })).rejects.toThrow(/condition number/);
  });
});

describe("networks of comparable performance", () => {
  const cpn = (options: object) =>
    comparableOutput(platform, model, { train: data, test: data }, { layer: last, transform: "whitening", ...options });

  test("a positive diagonal changes no answer", async () => {
    const { result } = await cpn({ transform: "random-diagonal", epochs: 0 });
    expect(result).toMatchObject({ analysis: "cpn", errorBefore: 0, errorUntuned: 0, errorAfter: 0, comparable: true });
    expect(result.after.correlation).toBeCloseTo(result.before.correlation!, 5);
  });

  test("whitening that ignores ReLU does, and fine-tuning mends most of it", async () => {
    const { result, network: made } = await cpn({ epochs: 20 });
    expect(result.errorUntuned).toBeGreaterThan(0);
    expect(result.errorAfter).toBeLessThan(result.errorUntuned);
    expect(result.after.correlation).toBeLessThan(result.before.correlation!);
    expect(made.graph.nodes.map(({ operator }) => operator)).toEqual(model.graph.nodes.map(({ operator }) => operator));
  });

  test("a matrix of ones with a shift leaves ReLU nothing to do, whatever the sign of the sum", async () => {
    const { result } = await cpn({ transform: "shifted-ones", epochs: 0 });
    expect(result.after).toMatchObject({ sparsity: 0, deadUnit: 0 });
    const { activationAmplitude: mean, covariance, correlation } = result.after;
    expect(correlation).toBeGreaterThan(result.before.correlation!);
    // All units have nearly the same variance, so that it is about the ratio of both.
    expect(mean! / Math.sqrt(covariance! / correlation!)).toBeCloseTo(5, 0);
  });

  test("among candidates, the one with the highest correlation that is good enough", async () => {
    const { result } = await cpn({ transform: "ones", candidates: 4, tolerance: 1, epochs: 0 });
    expect(result).toMatchObject({ candidates: 4, tuned: 1, comparable: true });
    const one = await cpn({ transform: "ones", tolerance: 1, epochs: 0 });
    expect(result.after.correlation).toBeGreaterThanOrEqual(one.result.after.correlation!);
  });

  test("data without labels and layers that are not there are refused", async () => {
    const bare = samplesOf(x, [6]);
    const run = (options: Parameters<typeof cpn>[0], train = data) =>
      comparableOutput(platform, model, { train, test: data }, { layer: last, transform: "whitening", ...options });
    await expect(run({}, bare)).rejects.toThrow(/samples with labels, got no labels/);
    await expect(run({ layer: "nothing" })).rejects.toThrow(/--layer nothing/);
    await expect(run({ transform: "nothing" })).rejects.toThrow(/shifted-ones, got nothing/);
  });
});
