import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type InformationLayer, type InformationOptions, information, parseNoise } from "../src/analyses/index.ts";
import { permutation, random } from "../src/base/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { activationNetwork, normalRows, rowSamples } from "./activationNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

async function resultOf(rows: readonly ArrayLike<number>[], labels?: Int32Array, options: InformationOptions = {}) {
  const { model } = activationNetwork([rows[0]!.length], "Identity");
  return information(platform, model, rowSamples(rows, [rows[0]!.length], labels), { layers: ["x"], ...options });
}
const layerOf = async (...args: Parameters<typeof resultOf>) => (await resultOf(...args)).layers[0]!;

/** −(1/n) Σ log₂ (1/n) Σ exp(−‖z_i − z_j‖² rate), term by term. */
function direct(rows: readonly ArrayLike<number>[], rate: number): number {
  const exponents = rows.map((a) =>
    rows.map((b) => Math.exp(-rate * Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0))),
  );
  const terms = exponents.map((own) => Math.log2(own.reduce((sum, value) => sum + value, 0) / rows.length));
  return -terms.reduce((sum, value) => sum + value, 0) / rows.length;
}

const bounds = [
  "inputUpper",
  "inputLower",
  "labelUpper",
  "labelLower",
  "labelUpperRigorous",
  "labelLowerRigorous",
] as const;

test("golden values of four points (artemyk/ibsgd, in float64)", async () => {
  const labels = Int32Array.of(0, 0, 1, 1);
  const points = [
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 2],
  ];
  const layer = await layerOf(points, labels, { noise: { variance: 0.1 }, compat: "ibsgd" });
  expect(layer.inputUpper).toBeCloseTo(1.990295427282, 11);
  expect(layer.inputLower).toBeCloseTo(1.607839742642, 11);
  expect(layer.labelUpper! * Math.LN2).toBeCloseTo(0.689778157594, 11);
  expect(layer.labelLower! * Math.LN2).toBeCloseTo(0.548251241119, 11);
  expect(layer.ibsgd!.H_M_upper * Math.LN2).toBeCloseTo(1.914859637317, 11);
  expect(layer.ibsgd!.H_M_lower * Math.LN2).toBeCloseTo(1.64976155782, 11);
  expect(layer.binned).toEqual({ input: 2, label: 1, size: 0.5 });
});

describe("the bounds are those of the definitions", () => {
  test.each([1, 2, 3])("seed %d, whatever the order of the samples", async (seed) => {
    const rows = normalRows(75, 4, seed);
    const labels = Int32Array.from(rows, (_, i) => [0, 3, 3, 7, 7][i % 5]!);
    const variance = 0.3;
    const layer = await layerOf(rows, labels, { noise: { variance } });
    const [up, low] = [1 / (2 * variance), 1 / (8 * variance)];
    const within = (rate: number) =>
      [0, 3, 7].reduce((sum, label) => {
        const own = rows.filter((_, i) => labels[i] === label);
        return sum + (own.length / rows.length) * direct(own, rate);
      }, 0);
    const [upper, lower] = [direct(rows, up), direct(rows, low)];
    const expected = [upper, lower, upper - within(up), lower - within(low), upper - within(low), lower - within(up)];
    bounds.forEach((key, i) => {
      expect(layer[key], key).toBeCloseTo(expected[i]!, 11);
    });
    for (const level of layer.sweep!) {
      expect(level.inputUpper).toBeCloseTo(direct(rows, 1 / (2 * level.noise)), 8);
      expect(level.inputLower).toBeCloseTo(direct(rows, 1 / (8 * level.noise)), 8);
    }
    const order = permutation(rows.length, random(seed, "order"));
    const shuffled = await layerOf(
      Array.from(order, (i) => rows[i]!),
      Int32Array.from(order, (i) => labels[i]!),
      { noise: { variance }, sweep: false },
    );
    for (const key of bounds) expect(shuffled[key]).toBeCloseTo(layer[key]!, 11);
  });

  test("of more samples than a block has: the blocks make the whole", async () => {
    const rows = normalRows(1500, 3, 9).map((row) => row.map((value) => value / 3));
    const labels = Int32Array.from(rows, (_, i) => i % 7);
    const layer = await layerOf(rows, labels, { noise: { variance: 0.05 }, sweep: false });
    expect(layer.inputUpper).toBeCloseTo(direct(rows, 10), 11);
    expect(layer.inputLower).toBeCloseTo(direct(rows, 2.5), 11);
  });
});

test("lower ≤ upper ≤ log₂ n, less with more noise; the rigorous bounds lie around the customary ones", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1000 }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      async (seed, variance) => {
        const rows = normalRows(24, 3, seed);
        const labels = Int32Array.from(rows, (_, i) => i % 3);
        const { layers, maximum, labelEntropy } = await resultOf(rows, labels, { noise: { variance } });
        let before: InformationLayer["sweep"] extends readonly (infer L)[] | undefined ? L | undefined : never;
        for (const level of layers[0]!.sweep!) {
          expect(level.inputLower).toBeLessThanOrEqual(level.inputUpper + 1e-9);
          expect(level.inputUpper).toBeLessThanOrEqual(maximum + 1e-9);
          expect(level.labelLowerRigorous).toBeLessThanOrEqual(Math.min(level.labelLower!, level.labelUpper!) + 1e-9);
          expect(level.labelUpperRigorous).toBeGreaterThanOrEqual(
            Math.max(level.labelLower!, level.labelUpper!) - 1e-9,
          );
          expect(level.labelUpper).toBeLessThanOrEqual(labelEntropy! + 1e-9);
          if (before) expect(level.inputUpper).toBeLessThanOrEqual(before.inputUpper + 1e-9);
          before = level;
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("relative noise is a share of the mean unit variance: scaling all units changes nothing", async () => {
  const rows = normalRows(50, 4);
  const [one, scaled] = [
    await layerOf(rows, undefined, { noise: parseNoise("relative:0.1") }),
    await layerOf(
      rows.map((row) => row.map((value) => 8 * value)),
      undefined,
      { noise: parseNoise("relative:0.1") },
    ),
  ];
  expect(one.noise).toBeCloseTo(0.1 * one.unitVariance!, 12);
  expect(scaled.inputUpper).toBeCloseTo(one.inputUpper!, 9);
  expect(scaled.noise! / one.noise!).toBeCloseTo(64, 6);
});

describe("what is degenerate", () => {
  const rows = normalRows(12, 3);

  test("without labels there are none of theirs; with one class the customary are 0, the rigorous around 0", async () => {
    const none = await resultOf(rows);
    expect(none).toMatchObject({ labelStatus: "no-labels", labelEntropy: null });
    expect(none.layers[0]).toMatchObject({ labelUpper: null, labelLowerRigorous: null });
    const one = await resultOf(rows, new Int32Array(12).fill(2), { noise: { variance: 1 } });
    expect(one).toMatchObject({ labelStatus: "one-class", labelEntropy: 0 });
    const { labelUpper, labelLower, labelUpperRigorous, labelLowerRigorous } = one.layers[0]!;
    expect([labelUpper, labelLower]).toEqual([0, 0]);
    expect(labelLowerRigorous).toBeLessThan(0);
    expect(labelUpperRigorous).toBeGreaterThan(0);
  });

  test("a constant layer tells nothing, at any noise", async () => {
    const constant = Array.from({ length: 5 }, () => Float32Array.of(3.3, 0));
    const fixed = await layerOf(constant, undefined, { noise: { variance: 1e-9 } });
    expect(fixed).toMatchObject({ status: "constant", inputUpper: 0, inputLower: 0, binned: { input: 0 } });
    const relative = await layerOf(constant, undefined, { noise: { relative: 0.1 } });
    expect(relative).toMatchObject({ status: "constant", noise: null, inputUpper: 0 });
  });

  test("one sample tells nothing", async () => {
    expect(await layerOf(rows.slice(0, 1))).toMatchObject({ inputUpper: 0, inputLower: 0 });
  });

  test("with hardly any noise the bound is log₂ n, and a warning says so", async () => {
    const { layers, warnings } = await resultOf(rows, undefined, { noise: { variance: 1e-6 } });
    expect(layers[0]).toMatchObject({ status: "saturated", inputUpper: expect.closeTo(Math.log2(12), 12) });
    expect(warnings).toEqual([expect.stringMatching(/at log₂ n = 3\.585 bits.*--noise/)]);
  });
});

describe("bad input is refused in words", () => {
  test.each(["0", "-1", "relative:0", "relative:", "a lot", "Infinity"])("noise %s", (text) => {
    expect(() => parseNoise(text)).toThrow(/--noise .*: expected a variance above 0/);
  });

  test.each<[string, InformationOptions, RegExp]>([
    ["noise that is none", { noise: { variance: -0.1 } }, /--noise -0.1: expected a variance above 0/],
    ["no bins", { binSize: 0 }, /--bin-size: expected a width above 0, got 0/],
    ["a layer that is not there", { layers: ["y"] }, /--layer y: expected a tensor/],
    ["no room", { memory: 2 ** 20 }, /3 activations of 12 samples to fit into the 0 MiB that --memory leaves/],
  ])("%s", async (_, options, message) => {
    await expect(resultOf(normalRows(12, 3), undefined, options)).rejects.toThrow(message);
  });
});
