import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  type CorrelationOptions,
  compareCorrelations,
  correlation,
  correlationMatrix,
  prepareModel,
} from "../src/analyses/index.ts";
import { permutation, random, type Samples } from "../src/base/index.ts";
import { symmetricEigenReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, type SmallNetwork, samplesOf, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());
const load = ({ model }: Pick<SmallNetwork, "model">) => prepareModel(model, "small.onnx", "0");
const run = (network: SmallNetwork, data: Samples, options: CorrelationOptions = {}) =>
  correlation(platform, load(network), data, options);

/** Rows of 𝒥 in plain float64: of the logits from the active affine map, of the probabilities by p_j Σ p_i (z_j − z_i). */
function stackedRows(network: SmallNetwork, data: Samples, output: "logits" | "probabilities"): number[][] {
  const d = network.sizes[0]!;
  return Array.from({ length: data.count }, (_, i) => {
    const x = Float64Array.from(data.gather([i]));
    const { y, pattern } = network.forward(x);
    const origin = network.affine(new Float64Array(d), pattern);
    const units = Array.from({ length: d }, (__, a) =>
      network.affine(
        Float64Array.from({ length: d }, (___, b) => Number(a === b)),
        pattern,
      ),
    );
    const logits = y.map((__, j) => units.map((unit) => unit[j]! - origin[j]!));
    if (output === "logits") return logits.flat();
    const top = Math.max(...y);
    const exps = y.map((z) => Math.exp(z - top));
    const sum = exps.reduce((a, b) => a + b, 0);
    const p = exps.map((e) => e / sum);
    return logits.flatMap((row, j) =>
      row.map((value, a) => p[j]! * logits.reduce((total, other, c) => total + p[c]! * (value - other[a]!), 0)),
    );
  });
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const norm = (row: readonly number[]) => {
  const largest = Math.max(...row.map(Math.abs)) || 1;
  return largest * Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
};

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
  expect(worst / largest).toBeLessThan(tolerance);
}

const matrixOf = (rows: readonly number[][]) => rows.flatMap((a) => rows.map((b) => dot(a, b)));

/** Means of cosines in the plainest way. */
function plainMeans(rows: readonly number[][], labels: ArrayLike<number>) {
  const pairs = rows.flatMap((a, i) =>
    rows.slice(0, i).flatMap((b, j) => {
      const [first, second] = [norm(a), norm(b)];
      if (first === 0 || second === 0) return [];
      const cosine = dot(
        a.map((v) => v / first),
        b.map((v) => v / second),
      );
      return [{ cosine, same: labels[i] === labels[j] }];
    }),
  );
  const mean = (chosen: typeof pairs) => chosen.reduce((sum, { cosine }) => sum + cosine / chosen.length, 0);
  return { within: mean(pairs.filter(({ same }) => same)), between: mean(pairs.filter(({ same }) => !same)) };
}

describe("M, its eigenvalues and its cosines are those of an explicit computation in float64", () => {
  test.each([
    ["more samples than elements of a row", 40, [5, 16, 3], "probabilities"],
    ["fewer samples", 11, [7, 16, 4], "probabilities"],
    ["logits", 12, [7, 16, 4], "logits"],
    ["two outputs", 9, [3, 8, 2], "probabilities"],
  ] as const)("%s", async (_, n, sizes, output) => {
    const network = smallNetwork([...sizes]);
    const data = normalSamples(n, [sizes[0]], sizes.at(-1)!);
    const found = await run(network, data, { output });
    const rows = stackedRows(network, data, output);
    const matrix = matrixOf(rows);
    expectClose(correlationMatrix(found), matrix, 1e-5);
    const values = symmetricEigenReference(Float64Array.from(matrix), n).values;
    expectClose(found.eigenvalues, [...values].slice(0, Math.min(n, sizes[0] * sizes.at(-1)!)), 1e-5);
    expect(found.trace).toBeCloseTo(
      found.eigenvalues.reduce((sum, value) => sum + value, 0),
      10,
    );
    const { within, between } = plainMeans(rows, data.labels!);
    expect(found).toMatchObject({ status: "ok", zeroRows: 0, output });
    expect(found.withinClass).toBeCloseTo(within, 4);
    expect(found.betweenClass).toBeCloseTo(between, 4);
  });
});

test.each([40, 400])("a saturated network (logits times %i): cosines and norms to 1e-4", async (scale) => {
  const network = smallNetwork([6, 12, 3], { scale });
  const data = normalSamples(30, [6], 3);
  const found = await run(network, data);
  const rows = stackedRows(network, data, "probabilities");
  const norms = rows.map(norm);
  // Squares of these are no float64 any more.
  if (scale === 400) expect(Math.min(...norms)).toBeLessThan(1e-170);
  norms.forEach((own, i) => {
    expect(Math.abs(found.norms[i]! - own)).toBeLessThanOrEqual(1e-4 * own * scale);
  });
  const { within, between } = plainMeans(rows, data.labels!);
  expect(Math.abs(found.withinClass! - within)).toBeLessThan(1e-4);
  expect(Math.abs(found.betweenClass! - between)).toBeLessThan(1e-4);
  expect(found.zeroRows).toBe(norms.filter((own) => own === 0).length);
});

describe("laws", () => {
  test("outputs in several rounds add up to the same", async () => {
    const network = smallNetwork([5, 12, 3]);
    const data = normalSamples(20, [5], 3);
    const all = await run(network, data, { output: "logits" });
    const parts = await Promise.all([0, 1, 2].map((j) => run(network, data, { output: "logits", outputs: [j] })));
    const sum = parts.map((part) => correlationMatrix(part)).reduce((a, b) => a.map((value, i) => value + b[i]!));
    expectClose(correlationMatrix(all), [...sum], 1e-6);
  });

  test("another order of the samples orders M; statistics and alignments stay", async () => {
    const network = smallNetwork([5, 12, 3]);
    const data = normalSamples(25, [5], 3);
    const found = await run(network, data);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const order = permutation(25, random(seed, "order"));
        const x = data.gather(order);
        const moved = await run(
          network,
          samplesOf(
            x,
            [5],
            Int32Array.from(order, (i) => data.labels![i]!),
          ),
        );
        expectClose(
          correlationMatrix(moved),
          Array.from(order, (i) => Array.from(order, (j) => correlationMatrix(found)[i * 25 + j]!)).flat(),
          1e-6,
        );
        expect(moved.withinClass).toBeCloseTo(found.withinClass!, 5);
        expect(moved.betweenClass).toBeCloseTo(found.betweenClass!, 5);
        expect(moved.labelAlignment!.matrix.value).toBeCloseTo(found.labelAlignment!.matrix.value!, 5);
        expect(moved.labelAlignment!.cosine.debiased).toBeCloseTo(found.labelAlignment!.cosine.debiased!, 5);
      }),
      { numRuns: 4, seed: 3 },
    );
  });

  test("logits times 8: M times 64, cosines and alignments the same, and aligned with itself", async () => {
    const data = normalSamples(20, [5], 3);
    const [once, eight] = [1, 8].map((scale) => smallNetwork([5, 12, 3], { scale }));
    const found = await run(once!, data, { output: "logits" });
    const scaled = await run(eight!, data, { output: "logits" });
    expectClose(
      correlationMatrix(scaled),
      [...correlationMatrix(found)].map((value) => 64 * value),
      1e-6,
    );
    expectClose(scaled.cosines, [...found.cosines], 1e-6);
    expect(scaled.labelAlignment!.matrix.value).toBeCloseTo(found.labelAlignment!.matrix.value!, 5);
    const { matrix, cosine } = compareCorrelations(found, scaled);
    for (const each of [matrix, cosine]) {
      expect(each).toMatchObject({ status: "ok", value: expect.closeTo(1, 6), debiased: expect.closeTo(1, 6) });
    }
  });

  test("the mean over all pairs is that within and between, and each class's parts make the whole", async () => {
    const data = normalSamples(30, [5], 4);
    const { perClass, classMeans, withinClass, betweenClass, meanCosine } = await run(smallNetwork([5, 12, 4]), data);
    const pairs = perClass.map(({ samples: n }) => (n * (n - 1)) / 2);
    const within = perClass.reduce((sum, { withinClass: own }, c) => sum + (own ?? 0) * pairs[c]!, 0);
    const count = pairs.reduce((a, b) => a + b, 0);
    expect(withinClass).toBeCloseTo(within / count, 12);
    expect(meanCosine).toBeCloseTo((within + betweenClass! * (435 - count)) / 435, 12);
    expect(perClass.reduce((sum, { samples }) => sum + samples, 0)).toBe(30);
    perClass.forEach((own, c) => {
      expect(classMeans[c * 4 + c]).toBeCloseTo(own.withinClass!, 12);
      const others = perClass.filter((_, b) => b !== c);
      const mean = others.reduce((sum, { samples, class: b }) => sum + samples * classMeans[c * 4 + b]!, 0);
      expect(own.betweenClass).toBeCloseTo(mean / (30 - own.samples), 12);
    });
  });
});

describe("what cannot be computed is null, and says why", () => {
  const network = smallNetwork([5, 12, 3]);
  const x = normalSamples(12, [5], 3).gather([...Array(12).keys()]);

  test.each([
    ["no-labels", undefined],
    ["one-class", new Int32Array(12).fill(2)],
    ["ok", Int32Array.from({ length: 12 }, (_, i) => i % 3)],
  ])("%s", async (status, labels) => {
    const found = await run(network, samplesOf(x, [5], labels));
    expect(found.status).toBe(status);
    expect(found.meanCosine).toEqual(expect.any(Number));
    expect(found.withinClass === null).toBe(status === "no-labels");
    expect(found.betweenClass === null).toBe(status !== "ok");
    expect(found.labelAlignment?.matrix.status ?? null).toBe(
      status === "no-labels" ? null : status === "ok" ? found.labelAlignment!.matrix.status : "degenerate",
    );
    if (status === "one-class") expect(found.labelAlignment!.cosine.value).toBeNull();
  });

  test("one sample of each class, one sample, one output", async () => {
    const three = await run(network, samplesOf(x.slice(0, 15), [5], Int32Array.of(2, 0, 1)));
    expect(three).toMatchObject({ status: "no-pairs", withinClass: null, betweenClass: expect.any(Number) });
    const one = await run(network, samplesOf(x.slice(0, 5), [5], Int32Array.of(1)));
    expect(one).toMatchObject({ status: "zero", meanCosine: null, eigenvalues: [expect.closeTo(one.trace, 12)] });
    expect(one.labelAlignment!.matrix.status).toBe("degenerate");
    const single = await run(smallNetwork([5, 12, 1]), samplesOf(x, [5]));
    expect(single).toMatchObject({ outputs: 1, outputColumns: [0], meanCosine: expect.any(Number) });
  });

  test("rows of zeros are counted and left out; a network that is constant has none other", async () => {
    // At the origin of a network without biases, no unit is open.
    const dead = x.slice();
    dead.fill(0, 15, 25);
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % 3);
    const found = await run(smallNetwork([5, 12, 3], { biases: false }), samplesOf(dead, [5], labels));
    expect(found.zeroRows).toBe(2);
    expect([...found.order].sort((a, b) => a - b)).toEqual([0, 1, 2, 5, 6, 7, 8, 9, 10, 11]);
    expect([...found.order].map((i) => labels[i])).toEqual([...found.order].map((i) => labels[i]).sort());
    expect(found.perClass.map(({ zeroRows }) => zeroRows)).toEqual([1, 1, 0]);
    const constant = await run(
      smallNetwork([5, 12, 3], { biases: false }),
      samplesOf(new Float32Array(60), [5], labels),
    );
    expect(constant).toMatchObject({ status: "zero", zeroRows: 12, trace: 0, withinClass: null, stableRank: 0 });
    expect(constant.labelAlignment!.cosine).toMatchObject({ status: "degenerate", value: null });
    expect(compareCorrelations(constant, found).matrix.status).toBe("degenerate");
  });

  test("results of different samples are not compared", async () => {
    const [a, b] = [await run(network, samplesOf(x, [5])), await run(network, samplesOf(x.slice(5), [5]))];
    expect(() => compareCorrelations(a, b)).toThrow(/the same 12 samples, got 11/);
  });

  test("too little memory is refused with the numbers", async () => {
    await expect(run(network, samplesOf(x, [5]), { memory: 1000 })).rejects.toThrow(
      /--memory: expected at least \d+ MiB for the matrix of 12 × 12 .*, got 1 MiB/,
    );
  });
});
