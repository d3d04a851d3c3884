import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Samples } from "../src/base/index.ts";
import { cnn, type Layer, mlp, svdLayers } from "../src/models/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { regularisers } from "../src/regularisers/define/regularisers.ts";
import type { WeightSchedule } from "../src/regularisers/define/weightSchedule.ts";
import { regularisedNetwork, type TrainingConfigInput, train, trainedModel } from "../src/train/index.ts";
import { classifier, quietPlatform, spiral } from "./trainingCases.ts";

type Options = Readonly<Record<string, unknown>>;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

let platform: Platform;
let folder: string;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const data = { train: spiral(60, "train"), validation: spiral(30, "validation") };
const images: Samples = {
  ...spiral(40, "train"),
  shape: [1, 8, 8],
  gather: (indices) =>
    Float32Array.from({ length: indices.length * 64 }, (_, i) => Math.sin(i * 0.7 + indices[i >> 6]!)),
};
const config = { batch: 20, epochs: 2, optimiser: { name: "adam", learningRate: 0.003 } } as const;
const fitted = (layers: readonly Layer[], choices: TrainingConfigInput) =>
  train(platform, classifier(layers), data, { ...config, ...choices });
const own = [...regularisers.values()].filter(({ options }) => "layers" in options);
const configOf = ({ name, kind }: (typeof own)[number], options: Options) => ({
  ...{ name, ...options },
  ...(kind !== "layer" && { weight: 0.01 }),
});

test("all of them at once, on every layer of three kinds of network, leave the loss finite", async () => {
  expect(own.map(({ name }) => name).length).toBe(11);
  const all = { regularisers: own.map((regulariser) => configOf(regulariser, { layers: "all" })) };
  const networks = { mlp: mlp([6, 5]), svd: svdLayers(mlp([6, 5])) };
  for (const layers of Object.values(networks)) {
    const { history } = await fitted(layers, all);
    expect(history.every(({ trainingLoss, trainingPenalty }) => Number.isFinite(trainingLoss + trainingPenalty!))).toBe(
      true,
    );
    expect(Object.keys(history[0]!.penalties!)).toContain("classWiseRank.absentClasses");
  }
  const convolutional = classifier(cnn([[3], [4]], { kernel: 3, padding: "same", dense: [5] }), [1, 8, 8]);
  const { history } = await train(platform, convolutional, { train: images }, { ...config, ...all, epochs: 1 });
  expect(history[0]!.trainingPenalty).toSatisfy(Number.isFinite);
});

test("dropout in the list is a dropout layer behind the activation, and the other layers keep their numbers", async () => {
  const plain: readonly Layer[] = [...mlp([6]), { kind: "dropout", rate: 0.2 }, ...mlp([5])];
  const a = await fitted(plain, { regularisers: [{ name: "dropout", layers: ["dense_1"], rate: 0.4 }] });
  const [first, ...rest] = plain;
  const inserted = { kind: "dropout", rate: 0.4, name: "dense_1.dropout" } as const;
  const named = rest.map((layer) => (layer.kind === "dropout" ? { ...layer, name: "dropout_1" } : layer));
  const b = await fitted([first!, inserted, ...named], {});
  expect([...a.parameters]).toEqual([...b.parameters]);
  expect([...a.parameters]).not.toEqual([...(await fitted(plain, {})).parameters]);
});

test("batch normalisation in the list comes before the activation, and penalties look behind both", async () => {
  const chosen = { regularisers: [{ name: "batchNorm" }, { name: "variance", weight: 0.1 }] };
  const a = await fitted(mlp([6, 5]), chosen);
  const explicit: readonly Layer[] = [
    ...mlp([6]),
    { kind: "dense", units: 5, activation: "none" },
    { kind: "batchNorm", name: "dense_2.batchNorm", activation: "relu" },
  ];
  const b = await fitted(explicit, { regularisers: [{ name: "variance", weight: 0.1 }] });
  expect([...a.parameters]).toEqual([...b.parameters]);
  expect(a.validation).toEqual(b.validation);
  const record = { netspectra: "0", seed: 0, "split-seed": 0, data: "spiral", config: {}, accuracy: {} };
  const plain = classifier(mlp([6, 5]));
  const model = trainedModel(regularisedNetwork(plain, a.config.regularisers), [2], a.parameters, record);
  expect(model.graph.nodes.map(({ operator }) => operator)).toContain("BatchNormalization");
  expect(() => trainedModel(plain, [2], a.parameters, record)).toThrow(/dense_2\.batchNorm.*regularisedNetwork/);
});

test.each<[string, WeightSchedule, (epochs: number) => number]>([
  ["constant", { kind: "constant" }, () => 1],
  ["warm-up", { kind: "linear", first: 0, epochs: 2 }, (t) => Math.min(1, t / 2)],
  ["decay", { kind: "linear", first: 3, epochs: 2 }, (t) => Math.max(1, 3 - t)],
  ["cosine", { kind: "cosine", first: 0, epochs: 2 }, (t) => (t < 2 ? (1 - Math.cos((Math.PI * t) / 2)) / 2 : 1)],
  ["steps", { kind: "step", factor: 0.5, every: 1 }, (t) => 0.5 ** Math.floor(t)],
])("the weight follows its schedule: %s", async (_, schedule, share) => {
  const still = { name: "sgd", learningRate: 1e-12, momentum: 0 } as const;
  const regularisers = [{ name: "l2Weight", weight: 0.5, schedule }];
  const { history } = await fitted(mlp([4]), { epochs: 3, optimiser: still, regularisers });
  for (const { epoch, trainingPenalty, penalties } of history) {
    // Three steps in each epoch.
    const expected = [0, 1, 2].map((step) => share(epoch - 1 + step / 3) / 3);
    expect(trainingPenalty! / penalties!["l2Weight"]! / 0.5).toBeCloseTo(sum(expected), 4);
  }
});

test.each<[string, readonly Layer[], Options, RegExp]>([
  ["an unknown layer", mlp([4]), { layers: ["dense_7"], weight: 1 }, /variance: "layers".*"dense_7".*dense_1/],
  ["no hidden layer", [], { weight: 1 }, /variance: expected a network with a hidden layer/],
  ["a layer twice", mlp([4]), { layers: ["dense_1", "dense_1"], weight: 1 }, /each layer once/],
  ["a negative weight", mlp([4]), { weight: -1 }, /weight.*from 0 up/],
  ["a schedule without its end", mlp([4]), { weight: 1, schedule: { kind: "linear" } }, /schedule\.epochs/],
  [
    "a strange key of a schedule",
    mlp([4]),
    { weight: 1, schedule: { kind: "linear", epochs: 1, x: 1 } },
    /kind, first, epochs/,
  ],
])("%s is refused", async (_, layers, options, message) => {
  await expect(
    fitted(layers, { regularisers: [{ name: "variance", ...options }] } as TrainingConfigInput),
  ).rejects.toThrow(message);
});

test.each<[string, Options, RegExp]>([
  ["a layer that is not there", { name: "dropout", layers: ["dens"] }, /dropout: "layers".*"dens".*dense_1/],
  ["a rate of 1", { name: "dropout", rate: 1 }, /rate.*below 1/],
  ["a weight", { name: "batchNorm", weight: 1 }, /only the keys.*layers/],
])("%s is refused for a layer", async (_, options, message) => {
  await expect(fitted(mlp([4]), { regularisers: [options] } as TrainingConfigInput)).rejects.toThrow(message);
});

test("a network that puts nothing into its layers is refused", async () => {
  const deaf: ReturnType<typeof classifier> = (g, { insertions: _, ...options }) => classifier(mlp([4]))(g, options);
  const chosen = { ...config, regularisers: [{ name: "dropout" }] };
  await expect(train(platform, deaf, data, chosen)).rejects.toThrow(
    /dropout: expected a network that takes `insertions`/,
  );
});
