import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifier, quietPlatform, spiral } from "../../../test/trainingCases.ts";
import { prepareModel } from "../../analyses/index.ts";
import { float32, numbers, random, type Tensor } from "../../base/index.ts";
import { type Layer, mlp, svdLayers } from "../../models/index.ts";
import type { Platform } from "../../platform/index.ts";
import { evaluateModel } from "../evaluate.ts";
import { train } from "../train.ts";
import { trainedModel } from "../trainedModel.ts";
import type { TrainingState } from "../trainingState.ts";
import { createFactorKeeper, type FactorKeeper } from "./factorKeeper.ts";

let platform: Platform;
let folder: string;
let keeper: FactorKeeper;
const names = { weight: "w", u: "u", s: "s", v: "v" } as const;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
  keeper = await createFactorKeeper(platform, [names], { memory: "transport", remembered: ["mean", "square"] });
});
afterAll(async () => {
  await keeper.release();
  await platform.close();
  await rm(folder, { recursive: true });
});

type Matrix = number[][];
const rowsOf = (t: Tensor): Matrix => {
  const [rows, columns] = t.shape as readonly [number, number];
  const values = numbers(t);
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));
};
const transpose = (a: Matrix): Matrix => (a[0] ?? []).map((_, k) => a.map((row) => row[k]!));
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => transpose(b).map((column) => row.reduce((sum, x, i) => sum + x * column[i]!, 0)));
const product = (state: TrainingState): Matrix => {
  const s = numbers(state.get("s")!);
  const scaled = rowsOf(state.get("u")!).map((row) => row.map((x, i) => x * s[i]!));
  return times(scaled, rowsOf(state.get("v")!));
};
const gap = (a: Matrix, b: Matrix) => Math.max(...a.flatMap((row, i) => row.map((x, k) => Math.abs(x - b[i]![k]!))));
const identity = (size: number): Matrix =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, k) => Number(i === k)));

/** Factors that have moved a little from orthonormal ones, with memories; `twins`: two columns of U are one. */
function factors(units: number, inputs: number, seed: number, twins = false): TrainingState {
  const r = Math.min(units, inputs);
  const stream = random(seed, "factors");
  const normal = (shape: readonly number[], from = 0) =>
    float32(
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => from + stream.normal()),
    );
  const u = normal([units, r]);
  if (twins && r > 1) for (let i = 0; i < units; i++) u.data[i * r + 1] = u.data[i * r]!;
  const square = (shape: readonly number[]) =>
    float32(
      shape,
      normal(shape).data.map((x) => x * x),
    );
  return new Map<string, Tensor>([
    ...([
      ["u", u],
      ["s", normal([r])],
      ["v", normal([r, inputs])],
    ] as const),
    ...(
      [
        ["u", [units, r]],
        ["s", [r]],
        ["v", [r, inputs]],
      ] as const
    ).flatMap(([name, shape]): [string, Tensor][] => [
      [`${name}:mean`, normal(shape)],
      [`${name}:square`, square(shape)],
    ]),
  ]);
}

const sizes = fc.record({
  units: fc.integer({ min: 1, max: 12 }),
  inputs: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(1000),
  twins: fc.boolean(),
});

describe("projection", () => {
  test("makes U and V orthonormal and s descending, and leaves the product as it was", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ units, inputs, seed, twins }) => {
        const before = factors(units, inputs, seed, twins);
        const after = await keeper.project(before);
        const r = Math.min(units, inputs);
        const [u, v] = [rowsOf(after.get("u")!), rowsOf(after.get("v")!)];
        const s = numbers(after.get("s")!);
        expect(gap(times(transpose(u), u), identity(r))).toBeLessThan(1e-5);
        expect(gap(times(v, transpose(v)), identity(r))).toBeLessThan(1e-5);
        expect(s.every((value, i) => value >= 0 && (i === 0 || value <= s[i - 1]!))).toBe(true);
        expect(gap(product(after), product(before)) / (1 + s[0]!)).toBeLessThan(1e-5);
        expect([...after.keys()]).toEqual([...before.keys()]);
        for (const [name, { shape, data }] of after) {
          expect(shape, name).toEqual(before.get(name)!.shape);
          if (name.endsWith(":square")) expect((data as Float32Array).every((value) => value >= 0)).toBe(true);
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test("twice is once: factors keep their signs, and memories go nowhere", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ units, inputs, seed }) => {
        const once = await keeper.project(factors(units, inputs, seed));
        const twice = await keeper.project(once);
        for (const [name, t] of once) {
          const [old, now] = [numbers(t), numbers(twice.get(name)!)];
          const scale = 1 + Math.max(...old.map(Math.abs));
          for (const [i, value] of now.entries()) expect(Math.abs(value - old[i]!) / scale, name).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  test("a memory that points along the factors still does", async () => {
    const start = await keeper.project(factors(7, 5, 3));
    // The same network with its terms in another order, one of them with both signs turned.
    const [u, s, v] = [rowsOf(start.get("u")!), numbers(start.get("s")!), rowsOf(start.get("v")!)];
    const order = [2, 0, 4, 1, 3];
    const sign = (i: number) => (i === 1 ? -1 : 1);
    const mixed: [string, Tensor][] = [
      [
        "u",
        float32(
          [7, 5],
          u.flatMap((row) => order.map((from, i) => sign(i) * row[from]!)),
        ),
      ],
      [
        "s",
        float32(
          [5],
          order.map((from) => s[from]!),
        ),
      ],
      [
        "v",
        float32(
          [5, 5],
          order.flatMap((from, i) => v[from]!.map((x) => sign(i) * x)),
        ),
      ],
    ];
    const memories = mixed.map(([name, t]): [string, Tensor] => [`${name}:mean`, t]);
    const after = await keeper.project(new Map([...start, ...mixed, ...memories]));
    for (const name of ["u", "s", "v"]) {
      const [is, remembered] = [numbers(after.get(name)!), numbers(after.get(`${name}:mean`)!)];
      for (const [i, value] of is.entries()) expect(remembered[i]).toBeCloseTo(value, 4);
    }
  });

  test("forgets what the optimiser remembers where it is told to", async () => {
    const forgetful = await createFactorKeeper(platform, [names], { memory: "reset", remembered: ["mean"] });
    const after = await forgetful.project(factors(4, 6, 1));
    await forgetful.release();
    for (const name of ["u:mean", "s:mean", "v:mean"])
      expect(numbers(after.get(name)!).every((x) => x === 0)).toBe(true);
  });
});

test("merged, there is one weight in place of three factors: their product, rounded once", async () => {
  const state = factors(9, 4, 2);
  const merged = await keeper.merge(state);
  expect(["u", "s", "v"].some((name) => merged.has(name))).toBe(false);
  const weight = product(state).flat();
  for (const [i, value] of numbers(merged.get("w")!).entries()) expect(value).toBe(Math.fround(weight[i]!));
});

describe("networks with SVD layers", () => {
  const layers = mlp([16, 12]);
  const data = { train: spiral(300, "train"), validation: spiral(200, "validation") };
  const config = { batch: 50, epochs: 12, optimiser: { name: "adam", learningRate: 0.01 } } as const;
  const still = { ...config, epochs: 1, optimiser: { name: "sgd", learningRate: 1e-12, momentum: 0 } } as const;

  test("start as the same function as dense ones", async () => {
    const [dense, factored] = [classifier(layers), classifier(svdLayers(layers, { outputs: 3 }))];
    const { parameters: expected, parameterCount: plain } = await train(platform, dense, data, still);
    const { parameters, parameterCount } = await train(platform, factored, data, still);
    expect([...parameters.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [name, t] of parameters) {
      const [is, wanted] = [numbers(t), numbers(expected.get(name)!)];
      for (const [i, value] of is.entries()) expect(value).toBeCloseTo(wanted[i]!, 5);
    }
    const ranks = [2 * (1 + 2), 12 * (1 + 12), 3 * (1 + 3)];
    expect(parameterCount - plain).toBe(ranks.reduce((a, b) => a + b));
  });

  test.each([null, 2, 5])(
    "learn, and are files with one matrix per layer (projected every %s steps)",
    async (everySteps) => {
      const network = classifier(svdLayers(layers));
      const result = await train(platform, network, data, { ...config, epochs: 20, projection: { everySteps } });
      expect(result.validation?.accuracy).toBeGreaterThan(0.9);
      const record = { netspectra: "0", seed: 0, "split-seed": 0, data: "spiral", config: result.config, accuracy: {} };
      const model = trainedModel(network, [2], result.parameters, record);
      expect(model.graph.nodes.map(({ operator }) => operator)).toEqual(["Gemm", "Relu", "Gemm", "Relu", "Gemm"]);
      const evaluation = await evaluateModel(platform, prepareModel(model, "model", ""), data.validation);
      expect(evaluation.loss).toBeCloseTo(result.validation?.loss ?? Number.NaN, 5);
    },
  );

  test("work within residual layers and beside dropout and batch normalisation, and resume", async () => {
    const mixed: readonly Layer[] = [
      ...mlp([8]),
      { kind: "residual", layers: mlp([8]) },
      { kind: "batchNorm" },
      { kind: "dropout", rate: 0.2 },
    ];
    const network = classifier(svdLayers(mixed));
    const choices = { ...config, epochs: 2, regularisers: [{ name: "layerSpectrum", weight: 1e-3 }] };
    const checkpoint = { path: `${folder}/svd.onnx`, everySeconds: 0 };
    await train(platform, network, data, { ...choices, epochs: 1 }, { checkpoint });
    const resumed = await train(platform, network, data, choices, { checkpoint });
    const straight = await train(platform, network, data, choices);
    expect([...resumed.parameters]).toEqual([...straight.parameters]);
    expect([...resumed.parameters.keys()]).toContain("residual_1.dense_1.weight");
  });
});
