import { fail, type Samples } from "../../base/index.ts";
import { type Model, writeModel } from "../../graph/index.ts";
import { network } from "../../models/index.ts";
import type { Platform } from "../../platform/index.ts";
import {
  type TrainableNetwork,
  type TrainingData,
  type TrainingOptions,
  type TrainingResult,
  train,
  trainedModel,
} from "../../train/index.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

export interface TrainedNetwork {
  readonly result: TrainingResult;
  readonly model: Model;
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** Shares of right answers of the best epoch. */
  readonly accuracy: Readonly<Record<string, number>>;
}

/** Train what a plan says, and make an ONNX model of the best epoch. */
export async function trainNetwork(
  platform: Platform,
  { network: given, architecture, initialisation, config }: TrainingPlan,
  data: TrainingData,
  options: TrainingOptions = {},
): Promise<TrainedNetwork> {
  const { layers } = architecture;
  const input = data.train.shape;
  const classes = classCount(data.train);
  const build: TrainableNetwork = (g, choices) =>
    network(g, { input, layers, classes, seed: config.seed, initialisation, ...choices });
  const identity = { layers, initialisation };
  const result = await train(platform, build, data, config, { ...options, identity });
  const { train: onTrain, validation, test } = result;
  const accuracy = {
    train: onTrain.accuracy,
    ...(validation && { validation: validation.accuracy }),
    ...(test && { test: test.accuracy }),
  };
  const model = trainedModel(build, input, result.parameters, {
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed: config.seed,
    "split-seed": config.splitSeed,
    data: data.train.source,
    ...(data.train.sha256 && { "data-sha256": data.train.sha256 }),
    config: { network: given, initialisation, ...config },
    accuracy,
  });
  return { result, model, bytes: writeModel(model), accuracy };
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
