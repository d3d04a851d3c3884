import { afterAll, describe, expect, test } from "vitest";
import { type DensityOptions, type DensityResult, density, planDensity, prepareModel } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, type Samples } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { symmetricEigenReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, type SmallNetwork, samplesOf, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());
const load = ({ model }: Pick<SmallNetwork, "model">) => prepareModel(model, "small.onnx", "0");
const quick = { replicates: 0 } satisfies DensityOptions;

/** 𝒥 of the piecewise affine network in float64, by its own weights: rows are samples, columns output-major. */
function stacked({ forward, affine, sizes }: SmallNetwork, data: Samples, probabilities: boolean): number[][] {
  const d = sizes[0]!;
  return Array.from({ length: data.count }, (_, i) => {
    const { y, pattern } = forward(data.gather([i]));
    const zero = affine(new Float64Array(d), pattern);
    const columns = Array.from({ length: d }, (__, a) => {
      const unit = new Float64Array(d);
      unit[a] = 1;
      return affine(unit, pattern).map((value, j) => value - zero[j]!);
    });
    const logits = y.map((_, j) => columns.map((column) => column[j]!));
    if (!probabilities) return logits.flat();
    if (y.length === 1) {
      const p = 1 / (1 + Math.exp(-y[0]!));
      return logits[0]!.map((value) => p * (1 - p) * value);
    }
    const largest = Math.max(...y);
    const shares = y.map((z) => Math.exp(z - largest));
    const total = shares.reduce((a, b) => a + b, 0);
    const p = shares.map((share) => share / total);
    return logits.flatMap((row, j) =>
      row.map((value, a) => p[j]! * p.reduce((sum, q, other) => sum + q * (value - logits[other]![a]!), 0)),
    );
  });
}

/** Eigenvalues of 𝒥𝒥ᵀ or 𝒥ᵀ𝒥, descending. */
function eigenvaluesOf(rows: readonly (readonly number[])[]): number[] {
  const [n, w] = [rows.length, rows[0]!.length];
  const vectors = n <= w ? rows : rows[0]!.map((_, a) => rows.map((row) => row[a]!));
  const gram = vectors.flatMap((u) => vectors.map((v) => u.reduce((sum, value, i) => sum + value * v[i]!, 0)));
  return Array.from(symmetricEigenReference(Float64Array.from(gram), vectors.length).values);
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs), 1e-300);
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value) / scale).toBeLessThan(tolerance);
}

describe("eigenvalues, diagonal and trace are those of the stacked Jacobian in float64", () => {
  test.each([
    ["fewer samples than columns", 9, [6, 20, 4], {}],
    ["more samples than columns", 40, [4, 20, 3], {}],
    ["logits", 9, [6, 20, 4], { output: "logits" }],
    ["logits, some of them", 9, [6, 20, 4], { output: "logits", outputs: [2, 0] }],
    ["one output", 12, [5, 16, 1], {}],
    ["one sample", 1, [6, 16, 3], {}],
    ["one input", 12, [1, 16, 3], {}],
  ] as const)("%s", async (_, n, sizes, options: DensityOptions) => {
    const network = smallNetwork(sizes);
    const data = normalSamples(n, [sizes[0]], Math.max(2, sizes.at(-1)!));
    const [d, k] = [sizes[0], sizes.at(-1)!];
    const all = stacked(network, data, options.output !== "logits");
    const chosen = options.outputs ?? Array.from({ length: k }, (__, j) => j);
    const rows = all.map((row) => chosen.flatMap((j) => row.slice(j * d, (j + 1) * d)));
    const result = await density(platform, load(network), data, { ...quick, ...options });
    const expected = eigenvaluesOf(rows).map((value) => Math.max(0, value));
    expectClose(result.eigenvalues, expected, 1e-5);
    expect([result.rows, result.columns]).toEqual([n, chosen.length * d]);
    expect(result.computed).toBe(Math.min(n, chosen.length * d));
    const diagonal = rows[0]!.map((__, a) => rows.reduce((sum, row) => sum + row[a]! ** 2, 0));
    expectClose(Array.from(result.diagonal.entries), diagonal, 1e-5);
    const norm = diagonal.reduce((a, b) => a + b, 0);
    expect(result.trace).toBeCloseTo(norm, 4);
    expect(result.eigenvalues.reduce((a, b) => a + b, 0) / result.trace).toBeCloseTo(1, 9);
    expect(result.lambdaMax).toBe(result.eigenvalues[0]);
    expect(result.stableRank).toBeCloseTo(norm / expected[0]!, 3);
    expect(result.zeroEigenvalues).toBe(result.columns - result.hardRank!);
    const byInput = Array.from({ length: d }, (__, a) => chosen.reduce((sum, ___, c) => sum + diagonal[c * d + a]!, 0));
    expectClose(Array.from(result.diagonal.byInput), byInput, 1e-5);
    const gram = expected.reduce((sum, value) => sum + value ** 2, 0);
    expect(result.diagonal.dominance).toBeCloseTo(diagonal.reduce((sum, value) => sum + value ** 2, 0) / gram, 4);
    expect(result.diagonal.max).toBeCloseTo(Math.max(...diagonal), 4);
  });
});

const network = smallNetwork([8, 24, 3]);
const samples = normalSamples(30, [8], 3);

test("both sides, and rows that go by several times, give the same eigenvalues", async () => {
  const ways: DensityOptions[] = [{ side: "inputs" }, { side: "samples" }, { side: "samples", samplesPerPass: 7 }];
  const results: DensityResult[] = [];
  for (const way of ways) results.push(await density(platform, load(network), samples, { ...quick, ...way }));
  const [first] = results;
  for (const other of results.slice(1)) {
    expectClose(other.eigenvalues, first!.eigenvalues, 1e-12);
    expect(other.diagonal.entries).toEqual(first!.diagonal.entries);
    expect(other.hardRank).toBe(first!.hardRank);
  }
  // Probabilities sum to 1: one output's gradients are those of the others with the sign turned.
  expect(first!.hardRank).toBeLessThanOrEqual(16);
});

test.each(["lanczos", "randomized"] as const)("%s: the largest eigenvalues, within their errors", async (method) => {
  const exact = await density(platform, load(network), samples, quick);
  const some = await density(platform, load(network), samples, { ...quick, method, values: 4 });
  expect(some).toMatchObject({ status: "partial", computed: 4, hardRank: null, effectiveRank: null, side: null });
  expect(some.fit.status).toBe("failed");
  expect(some.random).toBeUndefined();
  some.eigenvalues.forEach((value, i) => {
    const room = some.errors![i]! + 1e-6 * exact.lambdaMax;
    expect(Math.abs(value - exact.eigenvalues[i]!)).toBeLessThanOrEqual(room);
  });
  expect(some.trace).toBeCloseTo(exact.trace, 8);
  expect(some.stableRank! / exact.stableRank!).toBeCloseTo(1, 5);
});

test("slq: a density, and the effective rank within its error", async () => {
  const wide = smallNetwork([60, 40, 3]);
  const data = normalSamples(150, [60], 3);
  const exact = await density(platform, load(wide), data, quick);
  const some = await density(platform, load(wide), data, { ...quick, method: "slq", probes: 6, steps: 12 });
  expect(some).toMatchObject({
    status: "estimated",
    hardRank: null,
    fit: { status: "failed" },
    density: { order: 150 },
  });
  expect(Math.abs(some.effectiveRank! - exact.effectiveRank!)).toBeLessThan(2 * some.effectiveRankError!);
  expect(some.effectiveRankError! / some.effectiveRank!).toBeLessThan(0.3);
  expect(Math.abs(some.lambdaMax - exact.lambdaMax)).toBeLessThanOrEqual(some.errors![0]! + 1e-6 * exact.lambdaMax);
  for (const own of some.density!.weights) expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 8);
  // All of a small space: nothing is left to estimate.
  const whole = await density(platform, load(network), samples, { ...quick, method: "slq", probes: 10, steps: 10 });
  const small = await density(platform, load(network), samples, quick);
  expect(whole.effectiveRank! / small.effectiveRank!).toBeCloseTo(1, 4);
});

test("a saturated network: probability Jacobians agree with those in float64 to 1e-4", async () => {
  const confident = smallNetwork([6, 16, 4], { scale: 25 });
  const data = normalSamples(20, [6], 4);
  const result = await density(platform, load(confident), data, quick);
  const rows = stacked(confident, data, true);
  expectClose(result.eigenvalues, eigenvaluesOf(rows), 1e-4);
  const top = data.count;
  const saturated = rows.filter((row) => Math.max(...row.map(Math.abs)) < 1e-3).length;
  expect(saturated).toBeGreaterThan(top / 4);
});

test("normalised by samples: all is divided by n, shares and ranks stay", async () => {
  const plain = await density(platform, load(network), samples, quick);
  const divided = await density(platform, load(network), samples, { ...quick, normalise: "samples" });
  expectClose(
    divided.eigenvalues.map((value) => value * 30),
    plain.eigenvalues,
    1e-14,
  );
  expect(divided.trace * 30).toBeCloseTo(plain.trace, 10);
  expect(divided.diagonal.max * 30).toBeCloseTo(plain.diagonal.max, 10);
  expect(divided.stableRank).toBeCloseTo(plain.stableRank!, 10);
  expect(divided.hardRank).toBe(plain.hardRank);
  expect(divided.diagonal.dominance).toBeCloseTo(plain.diagonal.dominance!, 10);
  expect(divided.random!.gaussian!.spikes).toBe(plain.random!.gaussian!.spikes);
  expect(divided.random!.freeCumulants[1] * 900).toBeCloseTo(plain.random!.freeCumulants[1], 8);
});

test("the same samples twice: eigenvalues double, rank stays", async () => {
  const once = await density(platform, load(network), samples, { ...quick, output: "logits" });
  const x = samples.gather(Array.from({ length: 60 }, (_, i) => i % 30));
  const twice = await density(platform, load(network), samplesOf(x, [8]), { ...quick, output: "logits" });
  expectClose(
    twice.eigenvalues,
    once.eigenvalues.map((value) => 2 * value),
    1e-10,
  );
  expect(twice.hardRank).toBe(once.hardRank);
});

test("a constant network: zeros, and no rank or law but a reason", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 4]);
  const zero = g.initializer("w", float32([4, 3], new Float32Array(12)));
  const model = createModel(g.finish({ logits: g.matMul(x, zero) }));
  const result = await density(platform, load({ model }), normalSamples(12, [4], 3));
  expect(result).toMatchObject({
    status: "zero",
    lambdaMax: 0,
    hardRank: 0,
    zeroEigenvalues: 12,
    stableRank: null,
    effectiveRank: null,
    fit: { status: "too-few" },
    diagonal: { max: 0, largest: null, dominance: null, zeros: 12, fit: { status: "too-few" } },
    random: { gaussian: null, bulk: { status: "degenerate" } },
  });
});

test("a linear network with one sample direction: one eigenvalue, which a random matrix does not have", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 6]);
  const stream = random(0, "weights");
  const w = g.initializer("w", float32([6, 2], Float32Array.from({ length: 12 }, stream.normal)));
  const model = createModel(g.finish({ logits: g.matMul(x, w) }));
  const result = await density(platform, load({ model }), normalSamples(50, [6], 2), { ...quick, output: "logits" });
  expect(result.hardRank).toBe(1);
  expect(result.stableRank).toBeCloseTo(1, 10);
  expect(result.effectiveRank).toBeCloseTo(1, 6);
  expect(result.random!.gaussian!.spikes).toBe(1);
  expect(result.random!.bulk).toEqual({ status: "degenerate", reason: "half of the eigenvalues or more are 0" });
  // One eigenvalue would be its own median, and so a bulk.
  const single = await density(platform, load({ model }), normalSamples(1, [6], 2), { ...quick, output: "logits" });
  expect(single).toMatchObject({ fit: { reason: "1 positive value, 10 needed" }, computed: 1 });
  expect(single.random!.bulk).toEqual({ status: "degenerate", reason: "a single eigenvalue is no bulk" });
});

test("independent normal derivatives: the bulk is Marchenko and Pastur's, shuffling changes nothing of note", async () => {
  // f(x) = Σ xᵢ²/2 has the gradient x: 𝒥 is the data matrix itself.
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 60]);
  const half = g.mul(g.mul(x, x), g.constant(float32([], Float32Array.of(0.5))));
  const model = createModel(g.finish({ energy: g.reduceSum(half, [1], true) }));
  const options = { output: "energy", shuffled: true, replicates: 10 } as const;
  const result = await density(platform, load({ model }), normalSamples(120, [60]), options);
  const { gaussian, bulk, freeCumulants } = result.random!;
  expect(gaussian!.variance).toBeCloseTo(1, 1);
  expect(gaussian!.spikes).toBe(0);
  expect(bulk).toMatchObject({ status: "ok", spikes: 0 });
  if (bulk.status === "ok") expect(bulk.ksDistance).toBeLessThan(0.06);
  freeCumulants.forEach((value, i) => {
    expect(Math.abs(value / gaussian!.freeCumulants[i]! - 1)).toBeLessThan([0.05, 0.15, 0.3, 0.6][i]!);
  });
  expect(result.shuffled!.random.gaussian!.variance).toBeCloseTo(gaussian!.variance, 10);
  expect(Math.abs(result.shuffled!.lambdaMax / result.lambdaMax - 1)).toBeLessThan(0.15);
  expect(result.shuffled!.eigenvalues).not.toEqual(Float64Array.from(result.eigenvalues));
  const again = await density(platform, load({ model }), normalSamples(120, [60]), options);
  expect(again.shuffled!.eigenvalues).toEqual(result.shuffled!.eigenvalues);
  if (result.fit.status === "ok") expect(result.fit.verdict).not.toBe("heavy-tailed");
});

test("shuffling takes correlations away: copies of one row become noise", async () => {
  const one = samples.gather([3]);
  const x = Float32Array.from({ length: 8 * 40 }, (_, i) => one[i % 8]!);
  const options = { ...quick, output: "logits", shuffled: true } as const;
  const result = await density(platform, load(network), samplesOf(x, [8]), options);
  expect(result.hardRank).toBe(1);
  expect(result.shuffled!.stableRank).toBeGreaterThan(2);
  const sum = result.shuffled!.eigenvalues.reduce((a, b) => a + b, 0);
  expect(sum / result.trace).toBeCloseTo(1, 9);
});

test("what does not fit is refused with the numbers; matrix-free is chosen unasked where it does", async () => {
  const small = { ...quick, memory: 2 ** 20 };
  await expect(density(platform, load(network), samples, { ...small, method: "exact" })).rejects.toThrow(
    /--memory: expected at least \d+ MiB .*got 1 MiB/,
  );
  const planned = await planDensity(platform, load(network), samples, quick);
  expect(planned).toMatchObject({ status: "planned", plan: { method: "exact", samples: 30, inputs: 8, outputs: 3 } });
});

test.each([
  [{ rankTolerance: 1 }, /rankTolerance/],
  [{ replicates: -1 }, /replicates/],
  [{ method: "lanczos", values: 99 }, /--values/],
  [{ method: "lanczos", shuffled: true }, /shuffled entries: expected method exact/],
  [{ outputs: [3] }, /--outputs/],
  [{ output: "nothing" }, /--output nothing/],
] as const)("%j is refused", async (options, message) => {
  await expect(density(platform, load(network), samples, options as DensityOptions)).rejects.toThrow(message);
});
