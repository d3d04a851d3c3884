import type { LoadedModel } from "../analyses/index.ts";
import { fail, type Samples } from "../base/index.ts";
import { type Model, writeModel } from "../graph/index.ts";
import { architecture, network } from "../models/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import {
  regularisedNetwork,
  type TrainableNetwork,
  type TrainingConfig,
  type TrainingData,
  type TrainingOptions,
  type TrainingRecord,
  type TrainingResult,
  teacherTargets,
  train,
  trainedModel,
} from "../train/index.ts";
import type { Recipe } from "./define/recipe.ts";
import { recipeConfig } from "./recipeConfig.ts";

export interface TrainRecipeOptions {
  /** Device and threads. */
  readonly session?: SessionOptions;
  /** Where to keep the state, and to go on from where there is one. */
  readonly checkpoint?: TrainingOptions["checkpoint"];
  /** Whose answers are learned, where the recipe has a teacher or its training wants soft labels or logits. */
  readonly teacher?: LoadedModel;
  /**
   * Called with the ONNX file of each of the recipe's `keepEpochs` before a checkpoint is written that contains the epoch;
   * after an interruption an epoch may come again, with the same bytes.
   */
  readonly onKept?: (epoch: number, bytes: Uint8Array) => Promise<void>;
  /** Called after each epoch, when the checkpoint has been written; training waits for it. */
  readonly onEpoch?: TrainingOptions["onEpoch"];
}

/** Shares of right answers of the best epoch. */
export interface RecipeAccuracy {
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
}

export interface TrainedRecipe {
  readonly result: TrainingResult;
  readonly model: Model;
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly accuracy: RecipeAccuracy;
}

/**
 * Train what a recipe says, and make an ONNX model of the best epoch. A recipe with a search is trained as it stands:
 * `searchRecipes` lists its grid.
 *
 * @throws NetspectraError for unsound recipes and data, for a teacher that is missing or does not fit, and as `train` does
 */
export async function trainRecipe(
  platform: Platform,
  recipe: Recipe,
  data: TrainingData,
  options: TrainRecipeOptions = {},
): Promise<TrainedRecipe> {
  const { initialisation = "he", keepEpochs = [] } = recipe;
  const { session, checkpoint, teacher, onKept, onEpoch } = options;
  const { layers } = architecture(recipe.network);
  const config = recipeConfig(recipe);
  requireReachable(keepEpochs, config);
  const input = data.train.shape;
  const classes = classCount(data.train);
  const plain: TrainableNetwork = (g, choices) =>
    network(g, { input, layers, classes, seed: config.seed, initialisation, ...choices });
  const build = regularisedNetwork(plain, config.regularisers);
  const taught = await withTeacher(platform, data, config, teacher, session);
  const record = (accuracy: TrainingRecord["accuracy"]): TrainingRecord => ({
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed: config.seed,
    "split-seed": config.splitSeed,
    data: data.train.source,
    ...(data.train.sha256 && { "data-sha256": data.train.sha256 }),
    ...(config.labels !== "hard" && teacher && { "teacher-sha256": teacher.sha256 }),
    config: { network: recipe.network, initialisation, ...config },
    accuracy,
  });
  const result = await train(platform, build, taught, config, {
    ...(session && { session }),
    ...(checkpoint && { checkpoint }),
    ...(onEpoch && { onEpoch }),
    ...(onKept && {
      keep: {
        epochs: keepEpochs,
        write: ({ epoch, row, parameters }) => {
          const validation = row?.validationAccuracy;
          const so = { ...record(validation === undefined ? {} : { validation }), epoch };
          return onKept(epoch, writeModel(trainedModel(build, input, parameters, so)));
        },
      },
    }),
    identity: { layers, initialisation, ...(keepEpochs.length > 0 && { keepEpochs }) },
  });
  const { train: onTrain, validation, test } = result;
  const accuracy = {
    train: onTrain.accuracy,
    ...(validation && { validation: validation.accuracy }),
    ...(test && { test: test.accuracy }),
  };
  const model = trainedModel(build, input, result.parameters, record(accuracy));
  return { result, model, bytes: writeModel(model), accuracy };
}

async function withTeacher(
  platform: Platform,
  data: TrainingData,
  { labels, temperature }: TrainingConfig,
  teacher: LoadedModel | undefined,
  session: SessionOptions = {},
): Promise<TrainingData> {
  if (labels === "hard" || data.targets) return data;
  if (!teacher) {
    return fail({
      subject: `a training with "labels": "${labels}"`,
      expected: "a teacher, whose answers are learned",
      got: "none",
      todo: "Give a trained model as the teacher.",
    });
  }
  const target = labels === "logits" ? "logits" : "probabilities";
  const targets = await teacherTargets(platform, teacher, data.train, { ...session, target, temperature });
  return { ...data, targets, targetsOf: `${target} of ${teacher.sha256}` };
}

function requireReachable(keepEpochs: readonly number[], { epochs }: TrainingConfig): void {
  const bad = keepEpochs.find((epoch) => !Number.isInteger(epoch) || epoch < 0 || epoch > epochs);
  if (bad === undefined) return;
  fail({ subject: "keepEpochs", expected: `whole numbers from 0 to ${epochs}, the number of epochs`, got: `${bad}` });
}

function classCount({ classes, labels, source }: Samples): number {
  if (classes) return classes.length;
  if (!labels) return fail({ subject: source, expected: "labels to learn from", got: "samples without labels" });
  return (
    Math.max(
      1,
      labels.reduce((a, b) => Math.max(a, b), 0),
    ) + 1
  );
}
