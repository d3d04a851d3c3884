import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { melFilters } from "./melFilters.ts";
import { createPowerSpectrum } from "./powerSpectrum.ts";
import { regressionDifferences } from "./regressionDifferences.ts";
import { frameCount, frameSize, rate, speechFeatures } from "./speechFeatures.ts";

test("the fast transform is the plain one", () => {
  for (const size of [2, 4, 8, 64]) {
    const { normal } = random(0, "signal", size);
    const signal = Float64Array.from({ length: size }, normal);
    const fast = createPowerSpectrum(size)(signal);
    for (let k = 0; k <= size / 2; k++) {
      let [real, imaginary] = [0, 0];
      signal.forEach((x, i) => {
        real += x * Math.cos((2 * Math.PI * k * i) / size);
        imaginary += x * Math.sin((2 * Math.PI * k * i) / size);
      });
      expect(fast[k]).toBeCloseTo(real ** 2 + imaginary ** 2, 10);
    }
  }
});

test("between the first and the last peak the filters add up to 1, and each peaks once", () => {
  const filters = melFilters(40, 512, rate);
  const sums = new Float64Array(257);
  filters.forEach(({ first, weights }) => {
    weights.forEach((weight, i) => {
      sums[first + i]! += weight;
    });
    expect(Math.min(...weights)).toBeGreaterThan(0);
    const peak = weights.indexOf(Math.max(...weights));
    expect([...weights.slice(0, peak + 1)]).toEqual([...weights.slice(0, peak + 1)].sort((a, b) => a - b));
  });
  // The first peak is at 44 Hz, the last at 7,485 Hz.
  for (let k = 2; k <= 239; k++) expect(sums[k], `bin ${k}`).toBeCloseTo(1, 12);
  expect(sums[0]).toBe(0);
});

test("differences of a line are its slope, away from the edges, and those of a constant are 0", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (slope, offset) => {
      const line = Float64Array.from({ length: 20 }, (_, i) => offset + slope * Math.floor(i / 2));
      const differences = regressionDifferences(line, 2);
      for (let i = 4; i < 16; i++) expect(differences[i]).toBeCloseTo(slope, 12);
      // Only the frames after the first have moved: (1·1 + 2·2) / 10.
      expect(differences[0]).toBeCloseTo(slope / 2, 12);
    }),
  );
});

const tone = (hertz: number, length: number) =>
  Int16Array.from({ length }, (_, i) => 8000 * Math.sin((2 * Math.PI * hertz * i) / rate));

test("a tone is loudest in the filter over its frequency", () => {
  for (const hertz of [300, 1000, 3000, 6000]) {
    const frame = speechFeatures(tone(hertz, 4000)).subarray(5 * frameSize, 5 * frameSize + 40);
    const heard = frame.indexOf(Math.max(...frame)) + 1;
    const step = (1127 * Math.log(1 + 8000 / 700)) / 41;
    expect(Math.abs(heard - (1127 * Math.log(1 + hertz / 700)) / step)).toBeLessThan(0.6);
  }
});

test("twice as loud adds log 4 to every coefficient and nothing to the differences", () => {
  const { integer } = random(1, "noise");
  const samples = Int16Array.from({ length: 2000 }, () => integer(8000) - 4000);
  const [one, two] = [speechFeatures(samples), speechFeatures(samples.map((sample) => 2 * sample))];
  one.forEach((value, i) => {
    expect(two[i]! - value).toBeCloseTo(i % frameSize < 41 ? Math.log(4) : 0, 9);
  });
});

test("silence is finite; only whole windows count", () => {
  expect(speechFeatures(new Int16Array(720)).every((value) => value === 0)).toBe(true);
  expect([399, 400, 559, 560].map(frameCount)).toEqual([0, 1, 1, 2]);
  expect(speechFeatures(tone(100, 720))).toHaveLength(3 * frameSize);
});
