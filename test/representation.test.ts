import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { prepareModel, type RepresentationOptions, representation } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, permutation, random } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { symmetricEigenReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { activationNetwork, normalRows, rowSamples } from "./activationNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Table 1 of Choi et al. 2018, read as the definitions say, in two passes over plain numbers. */
function direct(rows: readonly (readonly number[])[], activations: "positive" | "all") {
  const units = rows[0]!.length;
  const column = (i: number) => rows.map((row) => row[i]!);
  const covarianceOf = (a: readonly number[], b: readonly number[]) => {
    const [ma, mb] = [mean(a), mean(b)];
    return mean(a.map((value, n) => (value - ma) * (b[n]! - mb)));
  };
  const [covariances, correlations, amplitudes]: number[][] = [[], [], []];
  for (let i = 0; i < units; i++) {
    const own = activations === "all" ? column(i) : column(i).filter((z) => z > 0);
    if (own.length > 0) amplitudes!.push(mean(own.map(Math.abs)));
    for (let j = i + 1; j < units; j++) {
      const both = activations === "all" ? rows : rows.filter((row) => row[i]! > 0 && row[j]! > 0);
      if (both.length < 2) continue;
      const [a, b] = [both.map((row) => row[i]!), both.map((row) => row[j]!)];
      const c = covarianceOf(a, b);
      covariances!.push(Math.abs(c));
      if (new Set(a).size > 1 && new Set(b).size > 1) {
        correlations!.push(Math.abs(c) / Math.sqrt(covarianceOf(a, a) * covarianceOf(b, b)));
      }
    }
  }
  const matrix = Array.from({ length: units ** 2 }, (_, at) =>
    covarianceOf(column(Math.floor(at / units)), column(at % units)),
  );
  const eigenvalues = symmetricEigenReference(Float64Array.from(matrix), units).values;
  const sum = eigenvalues.reduce((total, value) => total + Math.max(0, value), 0);
  const shares = Array.from(eigenvalues, (value) => Math.max(0, value) / sum).filter((p) => p > 0);
  return {
    activationAmplitude: mean(amplitudes!),
    covariance: mean(covariances!),
    correlation: mean(correlations!),
    sparsity: mean(rows.flatMap((row) => row.map((z) => Number(z === 0)))),
    deadUnit: mean(rows[0]!.map((_, i) => Number(column(i).every((z) => z === 0)))),
    rank: eigenvalues.reduce((total, value) => total + value ** 2, 0) / eigenvalues[0]! ** 2,
    exactRank: eigenvalues.filter((value) => value > 1e-12 * eigenvalues[0]!).length,
    effectiveRank: Math.exp(-shares.reduce((total, p) => total + p * Math.log(p), 0)),
    variance: mean(rows[0]!.map((_, i) => covarianceOf(column(i), column(i)))),
  };
}

function expectClose(found: object, expected: Readonly<Record<string, number>>, digits = 9): void {
  for (const [key, value] of Object.entries(expected)) {
    const own = (found as Record<string, number>)[key];
    expect(own, key).toBeTypeOf("number");
    expect(Math.abs(own! - value) / Math.max(Math.abs(value), 1e-12), key).toBeLessThan(10 ** -digits);
  }
}

async function layersOf(rows: readonly Float32Array[], options: RepresentationOptions = {}, operator = "Relu") {
  const shape = [rows[0]!.length];
  const { model } = activationNetwork(shape, operator);
  return (await representation(platform, model, rowSamples(rows, shape), options)).layers;
}

const relu = (rows: readonly Float32Array[]) => rows.map((row) => Array.from(row, (value) => Math.max(0, value)));

describe("characteristics are those of the definitions", () => {
  test.each([
    [1, "positive"],
    [7, "positive"],
    [3, "all"],
  ] as const)("of a ReLU layer, seed %d, %s activations, in batches", async (seed, activations) => {
    const rows = normalRows(211, 9, seed);
    const [layer] = await layersOf(rows, { activations, batch: 50 });
    expect(layer).toMatchObject({ status: "ok", units: 9, positions: 1, activations });
    expectClose(layer!, direct(relu(rows), activations));
  });

  test.each(["positive", "all"] as const)("of a layer with negative activations, %s", async (activations) => {
    const rows = normalRows(100, 6);
    const { model } = activationNetwork([6], "Identity");
    const result = await representation(platform, model, rowSamples(rows, [6]), { activations, layers: ["x"] });
    expectClose(
      result.layers[0]!,
      direct(
        rows.map((row) => Array.from(row)),
        activations,
      ),
    );
    expect(result.warnings?.some((text) => text.includes("--activations all")) ?? false).toBe(
      activations === "positive",
    );
  });

  test("of more units than a tile of the products has, and more rows than a product", async () => {
    const rows = normalRows(2100, 421);
    const [layer] = await layersOf(rows);
    const some = layer!;
    const ranked = Array.from(some.eigenvalues);
    expect(ranked.reduce((sum, value) => sum + value, 0) / 421).toBeCloseTo(some.variance, 9);
    // The means over pairs of the first units alone, of which there are few enough for the direct way.
    const [few] = await layersOf(rows.map((row) => row.subarray(0, 5)));
    expectClose(few!, direct(relu(rows.map((row) => row.subarray(0, 5))), "positive"));
    const permuted = permutation(421, random(2, "units"));
    const [again] = await layersOf(rows.map((row) => Float32Array.from(permuted, (i) => row[i]!)));
    expectClose(again!, { covariance: some.covariance!, correlation: some.correlation!, rank: some.rank! });
  });
});

test("positive scaling leaves correlation, sparsity, dead units and exact rank; permutation leaves all", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), async (seed) => {
      const rows = normalRows(40, 7, seed);
      const stream = random(seed, "change");
      // Powers of two, so that float32 rounds nothing.
      const factors = Array.from({ length: 7 }, () => 2 ** (stream.integer(9) - 4));
      const order = permutation(7, stream);
      const [[before], [scaled], [permuted]] = [
        await layersOf(rows),
        await layersOf(rows.map((row) => row.map((value, i) => value * factors[i]!))),
        await layersOf(rows.map((row) => Float32Array.from(order, (i) => row[i]!))),
      ];
      const { correlation, sparsity, deadUnit, exactRank } = before!;
      expectClose(scaled!, { correlation: correlation!, sparsity, deadUnit, exactRank });
      const { activationAmplitude, covariance, rank, effectiveRank } = before!;
      expectClose(permuted!, { correlation: correlation!, covariance: covariance!, sparsity, deadUnit, rank: rank! });
      expectClose(permuted!, { activationAmplitude: activationAmplitude!, effectiveRank: effectiveRank! });
      // Equations 5 and 6: a dead unit is sparse, and takes no part in the rank.
      expect(deadUnit).toBeLessThanOrEqual(sparsity);
      expect(7 * deadUnit).toBeLessThanOrEqual(7 - exactRank);
    }),
    { numRuns: 8 },
  );
});

test("channels over positions are the rows of all positions; units are the flat tensor", async () => {
  const rows = normalRows(30, 12, 5);
  const { model } = activationNetwork([3, 2, 2]);
  const data = rowSamples(rows, [3, 2, 2]);
  const channel = (await representation(platform, model, data)).layers[0]!;
  const byPosition = relu(rows).flatMap((row) => [0, 1, 2, 3].map((p) => [0, 1, 2].map((c) => row[4 * c + p]!)));
  expect(channel).toMatchObject({ units: 3, positions: 4, shape: [3, 2, 2] });
  expectClose(channel, direct(byPosition, "positive"));
  const unit = (await representation(platform, model, data, { convolution: "unit" })).layers[0]!;
  expect(unit).toMatchObject({ units: 12, positions: 1 });
  expectClose(unit, direct(relu(rows), "positive"));
});

test("the channels of tokens are on the last axis", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 3, 2]);
  const h = g.op("Relu", [g.matMul(x, g.constant(float32([2, 2], [1, 0, 0, 1])))]);
  const model = prepareModel(createModel(g.finish({ y: g.reduceMean(h, [1], false) })), "tokens.onnx", "0");
  const rows = normalRows(20, 6, 8);
  const { layers } = await representation(platform, model, rowSamples(rows, [3, 2]));
  expect(layers[0]).toMatchObject({ units: 2, positions: 3 });
  const tokens = relu(rows).flatMap((row) => [0, 2, 4].map((at) => row.slice(at, at + 2)));
  expectClose(layers[0]!, direct(tokens, "positive"));
});

test("class-wise: each class as if its samples were all, and all as if there were no classes", async () => {
  const rows = normalRows(90, 5, 4);
  const labels = Int32Array.from(rows, (_, i) => (i % 5 < 2 ? 0 : 2));
  const { model } = activationNetwork([5]);
  const data = rowSamples(rows, [5], labels);
  const options = { batch: 16 };
  const { layers, accuracy } = await representation(platform, model, data, { ...options, classWise: true });
  const whole = await representation(platform, model, data, options);
  expect(accuracy).toBe(whole.accuracy);
  const [found] = layers;
  expectClose(found!, direct(relu(rows), "positive"));
  expect(found!.classes!.map((own) => [own.class, own.samples])).toEqual([
    [0, 36],
    [2, 54],
  ]);
  for (const own of found!.classes!) {
    expectClose(own, direct(relu(rows.filter((_, i) => labels[i] === own.class)), "positive"));
  }
  const correlations = found!.classes!.map(({ correlation }) => correlation!);
  expect(found!.classWise!.correlation).toBeCloseTo(mean(correlations), 12);
});

describe("what is degenerate has numbers where there are some, and says why there are none", () => {
  const row = (...values: number[]) => Float32Array.from(values);

  test.each<[string, Float32Array[], object]>([
    [
      "all dead",
      [row(-1, -2), row(-3, 0)],
      { status: "dead", activationAmplitude: null, rank: null, sparsity: 1, deadUnit: 1, exactRank: 0 },
    ],
    [
      "constant",
      [row(2, 3.3), row(2, 3.3), row(2, 3.3)],
      { status: "constant", rank: null, covariance: 0, correlation: null, sparsity: 0, exactRank: 0 },
    ],
    [
      "one sample",
      [row(1, 2)],
      { status: "one-sample", activationAmplitude: 1.5, covariance: null, correlation: null, rank: null },
    ],
    [
      "one unit",
      [row(1), row(2), row(-1)],
      { status: "one-unit", covariance: null, correlation: null, rank: 1, exactRank: 1 },
    ],
    [
      "never together",
      [row(1, -1), row(2, -1), row(-1, 3)],
      { status: "no-pairs", covariance: null, pairs: 0, sparsity: 0.5 },
    ],
  ])("%s", async (_, rows, expected) => {
    const [layer] = await layersOf(rows);
    expect(layer).toMatchObject(expected);
  });

  test("a unit that is never positive is dead where that is asked for", async () => {
    const { model } = activationNetwork([2], "Identity");
    const data = rowSamples([row(-1, 1), row(-2, 3)], [2]);
    const of = async (dead: "zero" | "non-positive") =>
      (await representation(platform, model, data, { layers: ["x"], dead })).layers[0]!.deadUnit;
    expect([await of("zero"), await of("non-positive")]).toEqual([0, 0.5]);
  });
});

describe("bad input is refused in words", () => {
  const { model, layer } = activationNetwork([3]);
  const data = rowSamples(normalRows(4, 3), [3]);

  test.each<[string, RepresentationOptions, RegExp]>([
    [
      "a layer that is not there",
      { layers: [`${layer}x`] },
      new RegExp(`--layer .*expected a tensor of .*Did you mean ${layer}`),
    ],
    ["no labels", { classWise: true }, /--class-wise: expected samples with labels/],
    ["no room", { memory: 2 ** 20 }, /sums over pairs of 3 units to fit into the 0 MiB that --memory leaves/],
  ])("%s", async (_, options, message) => {
    await expect(representation(platform, model, data, options)).rejects.toThrow(message);
  });

  test("a network without activations, and activations that are not finite", async () => {
    const linear = activationNetwork([3], "Identity");
    await expect(representation(platform, linear.model, data)).rejects.toThrow(/expected activations .*got none/);
    const bad = rowSamples([...normalRows(4, 3), Float32Array.of(1, Number.POSITIVE_INFINITY, 0)], [3]);
    await expect(representation(platform, model, bad)).rejects.toThrow(/sample 4: expected finite activations of/);
  });
});
