import fc from "fast-check";
import { expect, test } from "vitest";
import type { Samples } from "../base/index.ts";
import { randomLabels } from "./randomLabels.ts";

const samplesOf = (labels: readonly number[], classes = 3): Samples => ({
  source: "drawn",
  split: "train",
  count: labels.length,
  shape: [1],
  labels: Int32Array.from(labels),
  classes: Array.from({ length: classes }, (_, i) => `${i}`),
  sha256: "of the true labels",
  gather: (indices) => Float32Array.from(indices),
});
const changedIn = (before: Samples, after: Samples) =>
  Array.from(before.labels!, (label, i) => (label === after.labels![i] ? [] : [i])).flat();

test("shuffled labels keep the sizes of all classes, and no more of them change than the share says", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(1000),
      (labels, share, seed) => {
        const given = samplesOf(labels);
        const found = randomLabels(given, { share, seed });
        expect(Array.from(found.labels!).sort()).toEqual([...labels].sort());
        expect(changedIn(given, found).length).toBeLessThanOrEqual(Math.round(share * labels.length));
        expect(randomLabels(given, { share, seed }).labels).toEqual(found.labels);
        expect(given.labels).toEqual(Int32Array.from(labels));
      },
    ),
    { seed: 1 },
  );
});

test("labels that are drawn are of all classes alike, whatever the true ones, and say nothing of these", () => {
  const labels = Array.from({ length: 6000 }, (_, i) => Number(i % 10 === 0));
  const { labels: drawn } = randomLabels(samplesOf(labels), { kind: "uniform", seed: 3 });
  for (const truth of [0, 1]) {
    const own = Array.from(drawn!).filter((_, i) => labels[i] === truth);
    // Five standard deviations of a share of 600 samples.
    for (let c = 0; c < 3; c++) expect(own.filter((l) => l === c).length / own.length).toBeCloseTo(1 / 3, 0.7);
  }
});

test("a larger share contains a smaller one; seeds differ; none and all", () => {
  const given = samplesOf(
    Array.from({ length: 200 }, (_, i) => i),
    200,
  );
  const at = (share: number, seed = 0) => changedIn(given, randomLabels(given, { share, seed }));
  expect(at(0)).toEqual([]);
  expect(at(1).length).toBeGreaterThan(190);
  expect(at(0.6)).toEqual(expect.arrayContaining(at(0.3)));
  expect(at(0.3, 1)).not.toEqual(at(0.3));
});

test("the hash no longer holds, the note says what was done", () => {
  const found = randomLabels(samplesOf([0, 1, 2, 0]), { share: 0.5, seed: 7 });
  expect(found.sha256).toBeUndefined();
  expect(found.notes).toEqual(["2 of 4 labels were shuffled among their samples (seed 7)"]);
});

test("refuses samples without labels, and shares that are none", () => {
  const { labels: _, ...without } = samplesOf([0, 1]);
  expect(() => randomLabels(without)).toThrow(/drawn: expected labels to be replaced/);
  for (const share of [-0.1, 1.1, Number.NaN]) {
    expect(() => randomLabels(samplesOf([0, 1]), { share })).toThrow(/from 0 to 1/);
  }
});
