import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type EdjmSpectrum, type Rows, sumOf } from "../src/analyses/edjm/accumulator.ts";
import { accurateBytes, accurateWork } from "../src/analyses/edjm/accurateCosts.ts";
import { accurateTrust, openAccurateSide } from "../src/analyses/edjm/accurateSide.ts";
import type { EdjmCosts } from "../src/analyses/edjm/edjmCosts.ts";
import { prepareModel } from "../src/analyses/index.ts";
import { openJacobian } from "../src/analyses/jacobianStream.ts";
import { selectOutput } from "../src/analyses/selectOutput.ts";
import { type Random, random } from "../src/base/index.ts";
import { svdReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { jackknifeInterval, spectralScore } from "../src/stats/index.ts";
import { exactSide, mergedSpectra, type Open, spectraOf } from "./accumulatedSpectra.ts";
import { type RectangularSample, rectangular, withSingularValues } from "./rectangularMatrices.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const openAccurate: Open = (owner, options) =>
  openAccurateSide(owner, sumOf(options.groupSizes) >= options.inputs ? "inputs" : "samples", options);

const groupsOf = (n: number, count: number) =>
  Array.from({ length: count }, (_, g) => Math.floor(((g + 1) * n) / count) - Math.floor((g * n) / count));

const worstOf = (found: ArrayLike<number>, expected: ArrayLike<number>) =>
  Math.max(0, ...Array.from(expected, (value, i) => Math.abs(found[i]! - value)));

/** In units of n ε σmax. */
function departure({ singularValues }: EdjmSpectrum, expected: Float64Array, n: number, d: number): number {
  expect(singularValues).toHaveLength(Math.min(n, d));
  return worstOf(singularValues, expected) / (accurateTrust(n, d) * expected[0]! || 1);
}

/** σ from 1 to 10^-decades. */
function graded(n: number, d: number, decades: number, stream: Random): RectangularSample {
  const count = Math.min(n, d);
  const values = Float64Array.from({ length: count }, (_, i) => 10 ** ((-decades * i) / Math.max(1, count - 1)));
  return withSingularValues(n, d, values, stream);
}

describe.each([
  ["more samples than inputs", 120, 25],
  ["fewer samples than inputs", 20, 90],
  ["as many samples as inputs", 30, 30],
])("%s", (_, n, d) => {
  const reference = (rows: Rows) => svdReference(Float64Array.from(rows), n, d).values;

  test("finds a spectrum graded down to 1e-12, which Gram matrices lose", async () => {
    const samples = [1, 2].map((seed) => graded(n, d, 12, random(seed, "graded")));
    const found = await spectraOf(
      platform,
      openAccurate,
      samples.map(({ matrix }) => matrix),
      n,
      d,
    );
    for (const [j, { matrix, values }] of samples.entries()) {
      expect(departure(found[j]!, reference(matrix), n, d)).toBeLessThan(1);
      expect(departure(found[j]!, values!, n, d)).toBeLessThan(2);
    }
    const [lost] = await spectraOf(platform, exactSide, [samples[0]!.matrix], n, d);
    expect(departure(lost!, samples[0]!.values!, n, d)).toBeGreaterThan(1e3);
  });

  test("finds it in float32 rows whose inputs, or whose samples, are of very different sizes", async () => {
    const stream = random(3, "scales");
    const ofInputs = rectangular(n, d, (_, a) => stream.normal() * 10 ** ((-12 * a) / d));
    const ofSamples = rectangular(n, d, (i) => stream.normal() * 10 ** ((-12 * i) / n));
    const rows = [ofInputs, ofSamples].map(({ matrix }) => Float32Array.from(matrix));
    const found = await spectraOf(platform, openAccurate, rows, n, d);
    rows.forEach((matrix, j) => {
      expect(departure(found[j]!, reference(matrix), n, d)).toBeLessThan(1);
    });
  });

  test("agrees with Gram matrices where those are good: values, scores without a group, scores of the first groups", async () => {
    const stream = random(4, "agree");
    const matrices = [0, 1, 2].map(() => Float32Array.from({ length: n * d }, () => stream.normal()));
    const setting = { groupSizes: groupsOf(n, 6), percentile: 70, curve: true };
    const [ours, theirs] = [
      await spectraOf(platform, openAccurate, matrices, n, d, setting),
      await spectraOf(platform, exactSide, matrices, n, d, setting),
    ];
    ours.forEach((spectrum, j) => {
      const other = theirs[j]!;
      expect(worstOf(spectrum.singularValues, other.singularValues)).toBeLessThan(1e-6 * other.singularValues[0]!);
      for (const part of ["leftOutScores", "curve"] as const) {
        expect(spectrum[part]).toHaveLength(6);
        const [mine, its] = [spectrum[part], other[part]].map((scores) => scores.map((score) => score ?? -1));
        expect(worstOf(mine!, its!)).toBeLessThan(1e-4);
      }
    });
  });

  test("has the interval that leaving out each group by hand gives, also of a graded spectrum", async () => {
    const { matrix } = graded(n, d, 6, random(5, "interval"));
    const groupSizes = groupsOf(n, 5);
    const [whole] = await spectraOf(platform, openAccurate, [matrix], n, d, { groupSizes, percentile: 60 });
    const { score } = spectralScore(whole!.singularValues, 60);
    let start = 0;
    const byHand = groupSizes.map((size) => {
      const kept = matrix.filter((_, at) => Math.floor(at / d) < start || Math.floor(at / d) >= start + size);
      start += size;
      return spectralScore(svdReference(kept, n - size, d).values, 60).score!;
    });
    const interval = jackknifeInterval(score!, whole!.leftOutScores.map(Number))!;
    const expected = jackknifeInterval(score!, byHand)!;
    const half = (expected[1] - expected[0]) / 2;
    expect(half).toBeGreaterThan(0);
    expect(worstOf(interval, expected)).toBeLessThan(0.05 * half);
  });
});

test("one unit holds at most 1,024 samples: more of them, in any groups, give the same values", async () => {
  const [n, d] = [2500, 12];
  const stream = random(6, "units");
  const rows = rectangular(n, d, (_, a) => stream.normal() * 10 ** -a).matrix;
  const expected = svdReference(rows, n, d).values;
  for (const groupSizes of [[n], groupsOf(n, 7)]) {
    const [found] = await spectraOf(platform, openAccurate, [rows], n, d, { groupSizes });
    expect(departure(found!, expected, n, d)).toBeLessThan(0.1);
  }
});

test("holds for random matrices of any shape, size and grading", async () => {
  const shape = { n: fc.integer({ min: 1, max: 40 }), d: fc.integer({ min: 1, max: 40 }) };
  const kind = { decades: fc.constantFrom(0, 3, 12, 40), exponent: fc.integer({ min: -30, max: 30 }) };
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...shape, ...kind, seed: fc.integer() }),
      async ({ n, d, decades, exponent, seed }) => {
        const stream = random(seed, "any");
        const rows = rectangular(
          n,
          d,
          (i, a) => stream.normal() * 10 ** (exponent - (decades * (n < d ? i : a)) / Math.max(n, d)),
        ).matrix;
        const groupSizes = groupsOf(n, Math.min(n, 3));
        const [found] = await spectraOf(platform, openAccurate, [rows], n, d, { groupSizes });
        const expected = svdReference(rows, n, d).values;
        // A few ε more for matrices of a handful of elements.
        expect(departure(found!, expected, n, d)).toBeLessThan(1 + 8 / Math.max(n, d));
      },
    ),
    { numRuns: 40 },
  );
});

describe("degenerate matrices", () => {
  const both = [
    ["tall", 30, 7],
    ["wide", 7, 30],
  ] as const;

  test.each(both)("zero, %s", async (_, n, d) => {
    const setting = { groupSizes: groupsOf(n, 3), curve: true };
    const [found] = await spectraOf(platform, openAccurate, [new Float32Array(n * d)], n, d, setting);
    expect(found!.singularValues).toEqual(new Float64Array(Math.min(n, d)));
    expect([...found!.leftOutScores, ...found!.curve]).toEqual(Array(6).fill(null));
  });

  test.each(both)("duplicates of three samples have rank 3, %s", async (_, n, d) => {
    const stream = random(7, "duplicates");
    const three = Array.from({ length: 3 }, () => Array.from({ length: d }, stream.normal));
    const rows = Float32Array.from(rectangular(n, d, (i, a) => three[i % 3]![a]!).matrix);
    const [found] = await spectraOf(platform, openAccurate, [rows], n, d, { groupSizes: groupsOf(n, 3) });
    expect(departure(found!, svdReference(Float64Array.from(rows), n, d).values, n, d)).toBeLessThan(1);
    expect(found!.singularValues[2]!).toBeGreaterThan(0.1);
    expect(found!.singularValues[3]! / found!.singularValues[0]!).toBeLessThan(accurateTrust(n, d));
  });

  test.each([
    ["one sample", 1, 3, [3, 0, 4], 5],
    ["one input", 3, 1, [1, 2, 2], 3],
    ["one number", 1, 1, [-2], 2],
  ] as const)("%s", async (_, n, d, elements, expected) => {
    const setting = { groupSizes: groupsOf(n, Math.min(n, 2)), curve: true };
    const [found] = await spectraOf(platform, openAccurate, [Float32Array.from(elements)], n, d, setting);
    expect(found!.singularValues).toHaveLength(1);
    expect(found!.singularValues[0]! / expected).toBeCloseTo(1, 14);
  });

  test.each(both)("NaN is refused, %s", async (_, n, d) => {
    const rows = new Float32Array(n * d).fill(1);
    rows[d + 2] = Number.NaN;
    await expect(spectraOf(platform, openAccurate, [rows, rows], n, d)).rejects.toThrow(
      "expected finite numbers, got NaN",
    );
  });
});

test.each([
  ["more samples than inputs", 60],
  ["fewer samples than inputs", 12],
])("the EDJMs of a network whose inputs count down to 1e-12: %s", async (_, n) => {
  const d = 20;
  const network = smallNetwork([d, 30, 30, 3], { seed: 8 });
  const model = {
    ...network.model,
    graph: {
      ...network.model.graph,
      initializers: new Map(
        [...network.model.graph.initializers].map(([name, tensor]) => [
          name,
          name === "w0"
            ? {
                ...tensor,
                data: Float32Array.from(tensor.data as Float32Array, (x, at) => x * 10 ** ((-12 * (at % d)) / d)),
              }
            : tensor,
        ]),
      ),
    },
  };
  const loaded = prepareModel(model, "small.onnx", "0");
  const data = normalSamples(n, [d], 3);
  const stream = await openJacobian(platform, loaded, selectOutput(loaded), data, {});
  const matrices = Array.from({ length: 3 }, () => new Float32Array(n * d));
  try {
    let seen = 0;
    for await (const { indices, rows } of stream.run(Array.from({ length: n }, (__, i) => i))) {
      for (const [j, part] of rows.entries()) matrices[j]!.set(part, seen * d);
      seen += indices.length;
    }
  } finally {
    await stream.close();
  }
  const found = await spectraOf(platform, openAccurate, matrices, n, d);
  matrices.forEach((rows, j) => {
    const expected = svdReference(Float64Array.from(rows), n, d).values;
    expect(expected.at(-1)! / expected[0]!).toBeLessThan(n < d ? 1e-5 : 1e-9);
    expect(departure(found[j]!, expected, n, d)).toBeLessThan(1);
  });
});

test.each([
  ["more samples than inputs", 60, 9],
  ["fewer samples than inputs", 9, 60],
])("goes on from a state to the last bit, and merges with what others have summed: %s", async (_, n, d) => {
  const stream = random(9, "state");
  const matrices = [0, 1].map(() => rectangular(n, d, (__, a) => stream.normal() * 10 ** ((-12 * a) / d)).matrix);
  for (const groupSizes of [[n], groupsOf(n, 3)]) {
    const setting = { groupSizes, curve: groupSizes.length > 1 };
    const whole = await spectraOf(platform, openAccurate, matrices, n, d, setting);
    const resumed = await spectraOf(platform, openAccurate, matrices, n, d, {
      ...setting,
      breakBefore: groupSizes.length - 1,
    });
    expect(resumed).toEqual(whole);
    // Rows that are kept go by again when shards are merged.
    if (n < d) continue;
    const merged = await mergedSpectra(platform, openAccurate, matrices, n, d, groupSizes);
    merged.forEach(({ singularValues, leftOutScores }, j) => {
      expect(departure({ ...whole[j]!, singularValues }, whole[j]!.singularValues, n, d)).toBeLessThan(1);
      const [mine, its] = [leftOutScores, whole[j]!.leftOutScores].map((scores) => scores.map(Number));
      expect(worstOf(mine!, its!)).toBeLessThan(1e-5);
    });
  }
});

test("the costs: twice the operations of a Gram product and more, none of the latter unless a curve or an interval asks", () => {
  const sizes = { samples: 10_000, inputs: 784, outputs: 10, elementBytes: 4 as const, groups: 1, curve: false };
  const costs: EdjmCosts = {
    ...sizes,
    values: 784,
    cores: 2,
    batch: () => 100,
    networkFlops: () => 1,
    networkBytes: () => 0,
    seconds: () => 0,
  };
  const work = accurateWork(costs, 10, 1);
  expect(work.products).toBe(0);
  expect(work.eigenvalues).toBeGreaterThan(2 * 10 * 10_000 * 784 ** 2);
  expect(accurateWork({ ...costs, groups: 10 }, 10, 1).products).toBe(10 * 10_000 * 784 ** 2);
  // R of all outputs, and R thrice in two workers.
  expect(accurateBytes(costs, 10)).toBeGreaterThan(16 * 8 * 784 ** 2);
  expect(accurateBytes(costs, 5)).toBeLessThan(accurateBytes(costs, 10));
  // All rows are kept where they are fewer than the inputs.
  expect(accurateBytes({ ...costs, samples: 500, inputs: 3072 }, 10)).toBeGreaterThan(10 * 500 * 3072 * 4);
});
