import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

/** Steps per run, of steps that take so long. */
function settled(pace: ReturnType<typeof createPace>, step: number): number {
  for (let i = 0; i < 10; i++) pace.record(pace.steps(), step * pace.steps());
  return pace.steps();
}

test("runs take about 0.8 seconds, with fewer steps the longer these take", () => {
  expect(createPace().steps()).toBe(1);
  expect([50, 100, 400, 5000].map((step) => settled(createPace(), step))).toEqual([16, 8, 2, 1]);
  expect([1, 20].map((step) => settled(createPace(), step))).toEqual([25, 25]);
  expect(settled(createPace(4), 1)).toBe(4);
});

test("a state of many megabytes is handed over less often", () => {
  const [megabyte, step] = [1e6, 120];
  const steps = [1, 40, 60, 80, 1000].map((size) => settled(createPace(100, size * megabyte), step));
  expect(steps).toEqual([7, 7, 10, 14, 14]);
});
