import { expect, test } from "vitest";
import { createRateMeter, formatDuration, formatProgress } from "./progressText.ts";

test.each([
  [0, "0:00"],
  [7.4, "0:07"],
  [59.6, "1:00"],
  [750, "12:30"],
  [3723, "1:02:03"],
])("%f seconds read %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("a line tells percent, amounts, rate, time left and note, as far as they are known", () => {
  const state = { label: "edjm", done: 400, total: 1000, unit: "samples", rate: 50, note: "output 3" };
  expect(formatProgress(state)).toBe("edjm  40 % · 400/1000 samples · 50 samples/s · 0:12 left · output 3");
  expect(formatProgress({ ...state, total: 0, rate: undefined, note: "" })).toBe("edjm  400 samples");
  expect(formatProgress({ ...state, unit: "bytes", done: 1536, total: 2 ** 30, rate: 1.5 * 2 ** 20, note: "" })).toBe(
    "edjm  0 % · 1.5 KiB/1.0 GiB · 1.5 MiB/s · 11:23 left",
  );
});

test("the rate does not count what was done before, and follows a change", () => {
  const rate = createRateMeter();
  expect(rate(1000, 0)).toBeUndefined();
  expect(rate(1010, 1000)).toBeCloseTo(10);
  let last: number | undefined;
  for (let second = 2; second <= 60; second++) last = rate(1010 + 2 * (second - 1), second * 1000);
  expect(last).toBeCloseTo(2);
});
