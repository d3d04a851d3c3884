import fc from "fast-check";
import { expect, test } from "vitest";
import { spectralDensity } from "../../spectra/index.ts";
import { negativePart, negativeThreshold } from "./negativePart.ts";
import { spectralRoughness } from "./spectralRoughness.ts";
import { spectralSymmetry } from "./spectralSymmetry.ts";

/** All of a matrix's eigenvalues as a measure. */
const spectrum = (values: readonly number[]) => ({
  nodes: Float64Array.from(values).sort().reverse(),
  weights: new Float64Array(values.length).fill(1 / values.length),
});
const numbers = (min: number, max: number) =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: 1, maxLength: 20 });

test("symmetry: 1 for mirror images, 0 for one sign, between them for both; zeros and scale do not matter", () => {
  fc.assert(
    fc.property(
      numbers(0.1, 9),
      numbers(-9, -0.1),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (up, down, scale) => {
        expect(spectralSymmetry(spectrum(up))).toBeCloseTo(0, 10);
        expect(spectralSymmetry(spectrum(down))).toBeCloseTo(0, 10);
        expect(spectralSymmetry(spectrum([...up, ...up.map((x) => -x)]))).toBeCloseTo(1, 10);
        const both = spectralSymmetry(spectrum([...up, ...down]));
        expect(both).toBeGreaterThan(0);
        const more = [...up, ...down, 0, 0, 0].map((x) => scale * x);
        expect(spectralSymmetry(spectrum(more))).toBeCloseTo(both, 10);
      },
    ),
    { seed: 1, numRuns: 50 },
  );
  expect(spectralSymmetry(spectrum([0, 0]))).toBe(1);
  // Half of what lies above has an image below.
  expect(spectralSymmetry(spectrum([2, 1, -1]))).toBeCloseTo(0.5, 12);
});

test("negative part: counts, shares and masses of what lies below the threshold", () => {
  const { nodes, weights } = spectrum([4, 1, 1e-7, 0, -1e-7, -1, -2]);
  const threshold = negativeThreshold(4, -2);
  expect(threshold).toBe(-4e-6);
  const part = negativePart([{ nodes, weights }], 7, threshold, "eigenvalues");
  expect(part).toMatchObject({ count: 2, fraction: 2 / 7 });
  expect(part.mass).toBeCloseTo(3 / 8, 6);
  expect(part).not.toHaveProperty("countError");
  expect(negativeThreshold(0, -3)).toBe(-3e-6);
  expect(negativePart([spectrum([0, 0])], 2, 0, "eigenvalues")).toMatchObject({ count: 0, mass: 0 });
});

test("roughness: 1 for one hill, more for each hill beside it", () => {
  const roughness = (values: readonly number[]) =>
    spectralRoughness(
      spectralDensity({ order: values.length, probes: [spectrum(values)], applications: 0 }),
      values.length,
    );
  expect(roughness([1])).toBeCloseTo(1, 3);
  const hill = Array.from({ length: 400 }, (_, i) => i / 400);
  expect(roughness(hill)).toBeLessThan(1.1);
  const [one, two] = [roughness([...hill, 10]), roughness([...hill, 10, 20])];
  expect(one).toBeGreaterThan(1.2);
  expect(two).toBeGreaterThan(one + 0.2);
});
