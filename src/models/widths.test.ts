import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mlp } from "./mlp.ts";
import { parameterCount, planNetwork } from "./plan.ts";
import { presets } from "./presets.ts";
import { widthForParameters, widthForUnits } from "./widths.ts";

const countOf = (inputs: number, layers: number, width: number, classes = 10) =>
  parameterCount(planNetwork([inputs], mlp(new Array<number>(layers).fill(width)), classes));

describe("Wang et al. 2016", () => {
  test.each([
    [6000, [6000, 3000, 2000, 1500]],
    [12_000, [12_000, 6000, 4000, 3000]],
    // Read in thousands of 1024, as the 4 × 1536 and 4 × 3072 of figure 2 suggest.
    [6 * 1024, [6144, 3072, 2048, 1536]],
    [12 * 1024, [12_288, 6144, 4096, 3072]],
  ])("%i hidden units in one to four layers", (units, widths) => {
    expect([1, 2, 3, 4].map((layers) => widthForUnits({ layers, units }).width)).toEqual(widths);
  });

  test.each([
    [784, 10e6, [12_579, 2789, 2046, 1698]],
    [3072, 46e6, [14_921, 5413, 4086, 3435]],
  ])("%i inputs and %i parameters in one to four layers", (inputs, parameters, widths) => {
    const solved = [1, 2, 3, 4].map((layers) => widthForParameters({ inputs, classes: 10, layers, parameters }));
    expect(solved.map(({ width }) => width)).toEqual(widths);
    for (const { total } of solved) expect(Math.abs(total / parameters - 1)).toBeLessThan(5e-4);
  });

  /** The paper has sizes of the networks of figure 1 alone, of figure 2 it says that they are comparable. */
  test.each([
    ["edjm-mlp-mnist", 8.3],
    ["edjm-cnn-mnist", 10.1],
    ["edjm-mlp-cifar10", 37.8],
    ["edjm-cnn-cifar10", 23.7],
    ["edjm-teacher", 5.8],
    ["edjm-cnn-student", 24.1],
    ["edjm-mlp-student", 40.0],
  ] as const)("%s has %d million parameters", (name, millions) => {
    const { input, classes, layers } = presets[name];
    expect(parameterCount(planNetwork(input, layers, classes)) / 1e6).toBeCloseTo(millions, 1);
  });

  test("a linear bottleneck saves more than half of the parameters", () => {
    const without = parameterCount(planNetwork([3072], mlp([30_000]), 10));
    const { input, classes, layers } = presets["edjm-mlp-student"];
    expect(layers.map(({ kind }) => kind)).toEqual(["linear", "dense"]);
    expect(parameterCount(planNetwork(input, layers, classes))).toBeLessThan(without / 2);
  });
});

test("no other width comes nearer, and the count is the network's", () => {
  const size = fc.integer({ min: 1, max: 500 });
  const layers = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(
      size,
      fc.integer({ min: 1, max: 20 }),
      layers,
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (inputs, classes, depth, width, part) => {
        const count = (w: number) => countOf(inputs, depth, w, classes);
        const parameters = count(width) + part * (count(width + 1) - count(width));
        const solved = widthForParameters({ inputs, classes, layers: depth, parameters });
        expect(solved.total).toBe(count(solved.width));
        const off = (w: number) => Math.abs(count(w) - parameters);
        expect(off(solved.width)).toBeLessThanOrEqual(Math.min(off(width), off(width + 1)));
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  [{ inputs: 784, classes: 10, layers: 2, parameters: 100 }, /at least 807 parameters, got 100/],
  [{ inputs: 784, classes: 10, layers: 2, parameters: Number.NaN }, /got NaN/],
  [{ inputs: 784, classes: 10, layers: 0, parameters: 1e6 }, /layers: expected a whole number from 1 up, got 0/],
])("%j is refused", (options, message) => {
  expect(() => widthForParameters(options)).toThrow(message);
});
