import { expect, test } from "vitest";
import { NetspectraError } from "../base/index.ts";
import { trainingConfig } from "./trainingConfig.ts";

test("everything has a default, and defaults are the paper's", () => {
  expect(trainingConfig()).toEqual({
    optimiser: { name: "sgd", learningRate: 0.05, momentum: 0.9, nesterov: false },
    batch: 100,
    epochs: 50,
    schedule: { kind: "plateau", factor: 0.5, patience: 5 },
    earlyStopping: { patience: 20, minimalLearningRate: 0 },
    weightDecay: 0,
    decoupledWeightDecay: false,
    seed: 0,
    splitSeed: 0,
    regularisers: [],
    projection: { everySteps: null, memory: "transport" },
    labels: "hard",
    temperature: 1,
  });
  const full = trainingConfig({ optimiser: { name: "adam", beta1: 0.5 }, earlyStopping: null });
  expect(trainingConfig(JSON.parse(JSON.stringify(full)))).toEqual(full);
});

test.each([
  [{ learningrate: 1 }, /only the keys optimiser, batch, epochs, .*"learningrate"/],
  [{ optimiser: { name: "sgd", beta1: 1 } }, /only the keys name, learningRate, momentum, nesterov.*"optimiser.beta1"/],
  [{ schedule: { kind: "step", every: 2, patience: 1 } }, /only the keys kind, factor, every.*"schedule.patience"/],
  [{ earlyStopping: { epochs: 1 } }, /only the keys patience, minimalLearningRate, trainingAccuracy/],
  [{ optimiser: { name: "lbfgs" } }, /"optimiser.name": expected .*sgd.*adam.*rmsprop.*got "lbfgs"/],
  [{ batch: 0 }, /"batch": expected a whole number from 1 up, got 0/],
  [{ batch: "many" }, /"batch": expected a whole number, got "many"/],
  [{ optimiser: { name: "sgd", learningRate: -1 } }, /learningRate": expected a number above 0, got -1/],
  [{ optimiser: { name: "sgd", learningRate: Number.NaN } }, /learningRate": expected a number/],
  [{ schedule: { kind: "step" } }, /"schedule.every": expected/],
  [{ temperature: 0 }, /"temperature": expected a number above 0, got 0/],
  [{ temperature: 2 }, /"temperature": expected 1 where "labels" is "hard", got 2/],
  [{ augmentation: { turn: 3 } }, /only the keys shift, flip.*"augmentation.turn"/],
  [{ augmentation: { shift: -1 } }, /"augmentation.shift": expected a whole number from 0 up, got -1/],
  [{ labels: "loud" }, /"hard", "soft" or "logits"/],
  [{ regularisers: [{ name: "ridge", weight: 1 }] }, /"regularisers.0.name": expected .*jacobianNorm.*got "ridge"/],
  [{ regularisers: [{ name: "jacobianNorm" }] }, /"regularisers.0.weight": expected.*nothing/],
  [
    { regularisers: [{ name: "jacobianNorm", weight: 1, rays: 2 }] },
    /only the keys name, weight, schedule, projections.*"regularisers.0.rays"/,
  ],
  [
    {
      regularisers: [
        { name: "jacobianNorm", weight: 1 },
        { name: "jacobianNorm", weight: 2 },
      ],
    },
    /"regularisers": expected each name once/,
  ],
  [7, /training configuration: expected/],
])("%j is refused with a sentence that says why", (given, message) => {
  expect(() => trainingConfig(given)).toThrow(NetspectraError);
  expect(() => trainingConfig(given)).toThrow(message);
});
