import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareModel } from "../src/analyses/index.ts";
import { CancelledError, NetspectraError } from "../src/base/index.ts";
import { checkModel, readModel, writeModel } from "../src/graph/index.ts";
import { mlp } from "../src/models/index.ts";
import type { Platform } from "../src/platform/index.ts";
import {
  evaluateModel,
  saveModel,
  type TrainingResult,
  teacherTargets,
  train,
  trainedModel,
} from "../src/train/index.ts";
import { classifier, quietPlatform, spiral } from "./trainingCases.ts";

let platform: Platform;
let folder: string;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const data = { train: spiral(600, "train"), validation: spiral(300, "validation"), test: spiral(300, "test") };
const config = { batch: 50, epochs: 4, optimiser: { name: "adam", learningRate: 0.01 } } as const;
const withDropout = [{ kind: "dense", units: 24 }, { kind: "batchNorm" }, { kind: "dropout", rate: 0.2 }] as const;

/** What must not depend on how often a training was interrupted. */
const numbersOf = ({ history, parameters }: TrainingResult) => ({
  history: history.map(({ seconds: _, ...row }) => row),
  parameters: [...parameters].map(([name, { data: values }]) => [name, values]),
});

describe("a training", () => {
  test("learns what no linear map can", { timeout: 30_000 }, async () => {
    const seen: number[] = [];
    const result = await train(
      platform,
      classifier(),
      data,
      { ...config, epochs: 60 },
      {
        onEpoch: ({ row }) => void seen.push(row.epoch),
      },
    );
    expect(result.test?.accuracy).toBeGreaterThan(0.95);
    expect(result.parameterCount).toBe(2 * 32 + 32 + 32 * 32 + 32 + 32 * 3 + 3);
    expect(seen).toEqual(result.history.map(({ epoch }) => epoch));
    const best = Math.max(...result.history.map(({ validationAccuracy }) => validationAccuracy ?? 0));
    expect(result.validation?.accuracy).toBe(best);
    expect(result.history[result.bestEpoch - 1]?.validationAccuracy).toBe(best);
  });

  test("cut after two epochs and resumed gives the same numbers, bit for bit", async () => {
    const network = classifier(withDropout);
    const checkpoint = { path: `${folder}/resume.onnx`, everySeconds: 0 };
    const straight = await train(platform, network, data, config);
    const cut = train(platform, network, data, config, {
      checkpoint,
      onEpoch: ({ row }) => {
        if (row.epoch === 2) throw new CancelledError("training");
      },
    });
    await expect(cut).rejects.toThrow(CancelledError);
    const other = await quietPlatform();
    const epochs: number[] = [];
    const resumed = await train(other.platform, network, data, config, {
      checkpoint,
      onEpoch: ({ row }) => void epochs.push(row.epoch),
    });
    await other.platform.close();
    expect(epochs).toEqual([3, 4]);
    expect(numbersOf(resumed)).toEqual(numbersOf(straight));
    const again = await train(platform, network, data, config, { checkpoint });
    expect(numbersOf(again)).toEqual(numbersOf(straight));
  });

  test.each([
    ["configuration", { ...config, batch: 60 }, classifier(), data],
    ["seed of the weights", config, classifier(undefined, [2], 1), data],
    ["data", config, classifier(), { ...data, train: spiral(600, "train", 1) }],
  ])("refuses a checkpoint of another %s", async (what, otherConfig, otherNetwork, otherData) => {
    const checkpoint = { path: `${folder}/${what}.onnx` };
    await train(platform, classifier(), data, { ...config, epochs: 1 }, { checkpoint });
    const other = train(platform, otherNetwork, otherData, otherConfig, { checkpoint });
    await expect(other).rejects.toThrow(/checkpoint .* expected one of this training .* Remove the file/);
  });

  test("refuses a checkpoint that is cut short", async () => {
    const checkpoint = { path: `${folder}/short.onnx` };
    await train(platform, classifier(), data, { ...config, epochs: 1 }, { checkpoint });
    const bytes = await platform.files.read(checkpoint.path);
    await platform.files.write(checkpoint.path, bytes.slice(0, bytes.length / 2));
    await expect(train(platform, classifier(), data, config, { checkpoint })).rejects.toThrow(NetspectraError);
  });

  test("says what to do when it diverges", async () => {
    const wild = { ...config, optimiser: { name: "sgd", learningRate: 1e12 } } as const;
    await expect(train(platform, classifier(), data, wild)).rejects.toThrow(/finite.*lower the learning rate/i);
  });

  test("ends early, by the accuracy, and the learning rate is halved on the way", async () => {
    const still = {
      ...config,
      epochs: 20,
      optimiser: { name: "sgd", learningRate: 1e-9 },
      schedule: { kind: "plateau", patience: 2 },
      earlyStopping: { patience: 5 },
    } as const;
    const result = await train(platform, classifier(), data, still);
    expect(result.epochs).toBe(6);
    expect(result.stopped).toContain("5 epochs");
    expect(result.history.map(({ learningRate }) => learningRate / 1e-9)).toEqual([1, 1, 1, 0.5, 0.5, 0.25]);
  });

  test("learns from one-hot probabilities exactly as from labels", async () => {
    const targets = new Float32Array(600 * 3);
    data.train.labels?.forEach((label, i) => {
      targets[3 * i + label] = 1;
    });
    const hard = await train(platform, classifier(), data, config);
    const soft = await train(platform, classifier(), { ...data, targets }, { ...config, labels: "soft" });
    expect(numbersOf(soft)).toEqual(numbersOf(hard));
  });

  test("stops when the user asks, and keeps its checkpoint", async () => {
    const user = new AbortController();
    const { platform: other } = await quietPlatform(user.signal);
    const checkpoint = { path: `${folder}/cancelled.onnx`, everySeconds: 0 };
    const running = train(
      other,
      classifier(),
      data,
      { ...config, epochs: 500 },
      {
        checkpoint,
        onEpoch: ({ row }) => {
          if (row.epoch === 3) setTimeout(() => user.abort(), 5);
        },
      },
    );
    await expect(running).rejects.toThrow(CancelledError);
    await other.close();
    const resumed = await train(platform, classifier(), data, { ...config, epochs: 3 }, { checkpoint });
    expect(resumed.history.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ["no labels", { ...data, train: { ...data.train, labels: undefined } }, /with labels.*no labels/],
    [
      "a label outside",
      { ...data, train: { ...data.train, labels: new Int32Array(600).fill(3) } },
      /from 0 to 2.*got 3/,
    ],
  ])("refuses data with %s", async (_, bad, message) => {
    await expect(train(platform, classifier(), bad as typeof data, config)).rejects.toThrow(message);
  });
});

test("a trained model is a sound file that answers as the training said", async () => {
  const network = classifier(withDropout);
  const result = await train(platform, network, data, config);
  const record = {
    netspectra: "0.1.0",
    seed: 0,
    "split-seed": 0,
    data: "spiral",
    config: result.config,
    accuracy: { train: result.train.accuracy },
  };
  const path = `${folder}/model.onnx`;
  await saveModel(platform, path, trainedModel(network, [2], result.parameters, record));
  const bytes = await platform.files.read(path);
  const model = readModel(bytes, { source: path });
  checkModel(model);
  expect(model.opsets).toEqual({ "": 18 });
  expect(model.graph.inputs).toEqual([expect.objectContaining({ name: "x", shape: ["N", 2] })]);
  expect(model.graph.outputs.map(({ name }) => name)).toEqual(["logits"]);
  expect(JSON.parse(model.metadata["config"] ?? "")).toEqual(result.config);
  const loaded = prepareModel(model, path, "");
  const evaluation = await evaluateModel(platform, loaded, data.test);
  expect(evaluation.accuracy).toBe(result.test?.accuracy);
  expect(evaluation.loss).toBeCloseTo(result.test?.loss ?? Number.NaN, 5);
  expect(writeModel(model)).toEqual(bytes);
});

test("a student learns from its teacher's probabilities alone", async () => {
  const teacher = classifier();
  const long = { ...config, epochs: 60 };
  const { parameters, test: taught, config: settings } = await train(platform, teacher, data, long);
  const record = { netspectra: "0.1.0", seed: 0, "split-seed": 0, data: "spiral", config: settings, accuracy: {} };
  const loaded = prepareModel(trainedModel(teacher, [2], parameters, record), "teacher", "");
  const targets = await teacherTargets(platform, loaded, data.train, { temperature: 2 });
  const unlabelled = { ...data, train: { ...data.train, labels: new Int32Array(600) }, targets };
  const student = await train(platform, classifier(mlp([48])), unlabelled, { ...long, labels: "soft" });
  expect(taught?.accuracy).toBeGreaterThan(0.95);
  expect(student.test?.accuracy).toBeGreaterThan(0.9);
});

test("a deeper network with momentum trains, too", async () => {
  const result = await train(platform, classifier(mlp([32, 32, 32])), data, { batch: 20, epochs: 30 });
  expect(result.test?.accuracy).toBeGreaterThan(0.95);
});
