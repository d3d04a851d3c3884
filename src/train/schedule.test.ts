import { expect, test } from "vitest";
import { reasonToStop } from "./earlyStopping.ts";
import { learningRateAfter, type Schedule } from "./schedule.ts";

const rates = (schedule: Schedule, scores: readonly number[]) =>
  [...scores, 0].map((_, epoch) => learningRateAfter(schedule, 1, scores.slice(0, epoch), scores.length));

test("a plateau halves the rate after each `patience` epochs without a new best", () => {
  const plateau = { kind: "plateau", factor: 0.5, patience: 2 } as const;
  expect(rates(plateau, [0.5, 0.6, 0.6, 0.5, 0.7, 0.7, 0.7, 0.7])).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  expect(rates(plateau, [0.1, 0.2, 0.3, 0.4, 0.5])).toEqual([1, 1, 1, 1, 1, 1]);
});

test("steps, a cosine, a constant", () => {
  const four = [0, 0, 0, 0];
  expect(rates({ kind: "step", factor: 0.1, every: 2 }, four).map((r) => Number(r.toFixed(9)))).toEqual([
    1, 1, 0.1, 0.1, 0.01,
  ]);
  expect(rates({ kind: "cosine", last: 0 }, four)[0]).toBe(1);
  expect(rates({ kind: "cosine", last: 0 }, four)[2]).toBeCloseTo(0.5, 12);
  expect(rates({ kind: "cosine", last: 0.2 }, four)[4]).toBeCloseTo(0.2, 12);
  expect(rates({ kind: "constant" }, four)).toEqual([1, 1, 1, 1, 1]);
});

test("early stopping counts epochs since the first best", () => {
  const rule = { patience: 3, minimalLearningRate: 0.01 };
  expect(reasonToStop(rule, [], 1)).toBeUndefined();
  expect(reasonToStop(rule, [0.5, 0.6, 0.6, 0.6], 1)).toBeUndefined();
  expect(reasonToStop(rule, [0.5, 0.6, 0.6, 0.6, 0.6], 1)).toContain("3 epochs");
  expect(reasonToStop(rule, [0.5, 0.6], 0.009)).toContain("0.01");
});

test("early stopping at a training accuracy looks at the last epoch", () => {
  const rule = { patience: 3, minimalLearningRate: 0, trainingAccuracy: 0.9 };
  expect(reasonToStop(rule, [0.5], 1, 0.89)).toBeUndefined();
  expect(reasonToStop(rule, [0.5], 1, 0.9)).toContain("accuracy of 0.9");
  expect(reasonToStop(rule, [0.5], 1)).toBeUndefined();
});
