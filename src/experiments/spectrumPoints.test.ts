import fc from "fast-check";
import { expect, test } from "vitest";
import { firstSamples, samplesBetween, tensor } from "../base/index.ts";
import { spectrumPoints, wholeSpectrum } from "./spectrumPoints.ts";

const descending = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3000 })
  .map((values) => values.sort((a, b) => b - a));

test("points of a spectrum: few, the head and both ends exact, and never out of order", () => {
  fc.assert(
    fc.property(descending, fc.integer({ min: 1, max: 300 }), (spectrum, most) => {
      const points = spectrumPoints(spectrum, most);
      expect(points.spectrumIndex.length).toBeLessThanOrEqual(most);
      expect(points.spectrumIndex.slice(0, 40)).toEqual(points.spectrumIndex.slice(0, 40).map((_, i) => i + 1));
      if (spectrum.length > 0 && most > 40) expect(points.spectrumIndex.at(-1)).toBe(spectrum.length);
      const whole = wholeSpectrum(points);
      points.spectrumIndex.forEach((i) => {
        expect(whole[i - 1]).toBe(spectrum[i - 1]);
      });
      expect(whole.every((value, i) => i === 0 || value <= whole[i - 1]! + 1e-12)).toBe(true);
    }),
  );
});

test("a spectrum that is short is kept whole", () => {
  const spectrum = Array.from({ length: 200 }, (_, i) => 1 / (1 + i));
  expect(wholeSpectrum(spectrumPoints(spectrum))).toEqual(spectrum);
  expect(wholeSpectrum(spectrumPoints([]))).toEqual([]);
});

test("a part of some samples holds those, and no hash of the whole", () => {
  const x = tensor("float32", [5, 1], Float32Array.of(0, 10, 20, 30, 40));
  const samples = {
    source: "five",
    split: "all",
    count: 5,
    shape: [1],
    labels: Int32Array.of(0, 1, 2, 3, 4),
    sha256: "of all",
    gather: (indices: ArrayLike<number>) => Float32Array.from(indices, (i) => x.data[i]!),
  };
  const part = samplesBetween(samples, 2, 4);
  expect(part).toMatchObject({ count: 2, labels: Int32Array.of(2, 3) });
  expect(part.gather([1, 0])).toEqual(Float32Array.of(30, 20));
  expect(part).not.toHaveProperty("sha256");
  expect(firstSamples(samples, 9)).toBe(samples);
  expect(firstSamples(samples, 1).count).toBe(1);
});
