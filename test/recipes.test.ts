import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../src/analyses/index.ts";
import { CancelledError, type Samples } from "../src/base/index.ts";
import { type Recipe, type TrainedRecipe, trainRecipe } from "../src/experiments/index.ts";
import { readModel } from "../src/graph/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { evaluateModel } from "../src/train/index.ts";
import { normalSamples } from "./smallNetwork.ts";
import { quietPlatform, spiral } from "./trainingCases.ts";

let platform: Platform;
let folder: string;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const data = { train: spiral(300, "train"), validation: spiral(150, "validation"), test: spiral(150, "test") };
const recipe: Recipe = {
  data: { source: "spiral" },
  network: "mlp:16",
  training: { epochs: 6, batch: 50, optimiser: { name: "adam", learningRate: 0.01 } },
  keepEpochs: [0, 2, 3, 6],
};

/** An `onKept` that gathers, and what it has gathered: the bytes of each epoch, all that came. */
function gathering() {
  const kept = new Map<number, Uint8Array[]>();
  const onKept = async (epoch: number, bytes: Uint8Array) => {
    kept.set(epoch, [...(kept.get(epoch) ?? []), bytes]);
  };
  return { kept, onKept };
}

test("a recipe becomes a model file that answers as it says", async () => {
  const { model, bytes, accuracy, result } = await trainRecipe(platform, recipe, data);
  expect(readModel(bytes)).toEqual(model);
  const loaded = await loadModel(platform, bytes);
  expect((await evaluateModel(platform, loaded, data.test)).accuracy).toBe(accuracy.test);
  expect(JSON.parse(loaded.metadata["config"] ?? "")).toMatchObject({ ...result.config, network: "mlp:16" });
  expect(accuracy.train).toBe(result.train.accuracy);
});

describe("kept epochs", () => {
  test("are the network on its way: the one before training, and the last", async () => {
    const { kept, onKept } = gathering();
    const { result } = await trainRecipe(platform, recipe, data, { onKept });
    expect([...kept.keys()]).toEqual([0, 2, 3, 6]);
    const accuracies = await Promise.all(
      [...kept.values()].map(async ([bytes]) => {
        const model = await loadModel(platform, bytes!);
        return (await evaluateModel(platform, model, data.validation)).accuracy;
      }),
    );
    const accuracyAfter = (epoch: number) => result.history[epoch - 1]?.validationAccuracy;
    expect(accuracies.slice(1)).toEqual([2, 3, 6].map(accuracyAfter));
    expect(accuracies[0]).not.toBe(accuracies[3]);
  });

  test.each([1, 2, 3, 5])("all come, and come the same, when training is cut while or after epoch %i", async (cut) => {
    const straight = gathering();
    await trainRecipe(platform, recipe, data, { onKept: straight.onKept });
    const checkpoint = { path: `${folder}/cut-${cut}.onnx`, everySeconds: 0 };
    const { kept, onKept } = gathering();
    const first = trainRecipe(platform, recipe, data, {
      checkpoint,
      onEpoch: ({ row }) => {
        if (row.epoch === cut) throw new CancelledError("training");
      },
      // Written, but the process ends before the checkpoint.
      onKept: async (epoch, bytes) => {
        await onKept(epoch, bytes);
        if (epoch === cut) throw new CancelledError("training");
      },
    });
    await expect(first).rejects.toThrow(CancelledError);
    await trainRecipe(platform, recipe, data, { checkpoint, onKept });
    expect([...kept.keys()]).toEqual([0, 2, 3, 6]);
    for (const [epoch, all] of kept) for (const bytes of all) expect(bytes).toEqual(straight.kept.get(epoch)?.[0]);
  });

  test("beyond the last are refused", async () => {
    await expect(trainRecipe(platform, { ...recipe, keepEpochs: [7] }, data)).rejects.toThrow(/keepEpochs.*0 to 6.*7/);
  });
});

describe("a teacher", () => {
  test.each(["probabilities", "logits"] as const)("is learned from, by its %s", async (target) => {
    const long = { ...recipe.training, epochs: 40 };
    const taught = await trainRecipe(platform, { ...recipe, network: "mlp:32x2", training: long }, data);
    const teacher = await loadModel(platform, taught.bytes);
    const unlabelled = { ...data, train: { ...data.train, labels: new Int32Array(300) } };
    const temperature = target === "logits" ? 1 : 2;
    const student: Recipe = { ...recipe, network: "mlp:48", training: long, teacher: { recipe, target, temperature } };
    const { accuracy, model } = await trainRecipe(
      platform,
      student,
      { ...unlabelled, train: { ...unlabelled.train, classes: ["a", "b", "c"] } },
      { teacher },
    );
    expect(taught.accuracy.test).toBeGreaterThan(0.85);
    expect(accuracy.test).toBeGreaterThan(0.75);
    expect(model.metadata["teacher-sha256"]).toBe(teacher.sha256);
  });

  test("that is missing is asked for", async () => {
    const student: Recipe = { ...recipe, teacher: { recipe } };
    await expect(trainRecipe(platform, student, data)).rejects.toThrow(/"soft": expected a teacher/);
  });
});

describe("augmentation", () => {
  const images: Samples = { ...normalSamples(200, [2, 6, 6], 3), layout: "CHW" };
  const training = { ...recipe.training, epochs: 4, augmentation: { shift: 2, flip: true } };
  const augmented: Recipe = { ...recipe, keepEpochs: [], training };
  const parametersOf = ({ result }: TrainedRecipe) => [...result.parameters];

  test("is the same when a training is cut and resumed, and belongs to its checkpoint", async () => {
    const straight = await trainRecipe(platform, augmented, { train: images });
    const plain = { ...augmented, training: { ...training, augmentation: undefined } };
    expect(parametersOf(await trainRecipe(platform, plain, { train: images }))).not.toEqual(parametersOf(straight));
    const checkpoint = { path: `${folder}/augmented.onnx`, everySeconds: 0 };
    const cut = trainRecipe(
      platform,
      augmented,
      { train: images },
      {
        checkpoint,
        onEpoch: ({ row }) => {
          if (row.epoch === 2) throw new CancelledError("training");
        },
      },
    );
    await expect(cut).rejects.toThrow(CancelledError);
    const other = trainRecipe(platform, plain, { train: images }, { checkpoint });
    await expect(other).rejects.toThrow(/checkpoint.*\(augmentation: none\).*shift/);
    const resumed = await trainRecipe(platform, augmented, { train: images }, { checkpoint });
    expect(parametersOf(resumed)).toEqual(parametersOf(straight));
  });

  test("is at work where factors are projected, too", async () => {
    const factored = { ...augmented, network: [{ kind: "svd", units: 8 }] as const };
    const plain = { ...factored, training: { ...training, augmentation: undefined } };
    const [changed, unchanged] = [
      await trainRecipe(platform, factored, { train: images }),
      await trainRecipe(platform, plain, { train: images }),
    ];
    expect(changed.result.history[0]?.trainingLoss).not.toBe(unchanged.result.history[0]?.trainingLoss);
  });

  test("needs images", async () => {
    await expect(trainRecipe(platform, augmented, data)).rejects.toThrow(/augmentation of spiral: expected images/);
  });
});
