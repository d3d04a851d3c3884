import { afterEach, describe, expect, test } from "vitest";
import { random } from "../base/index.ts";
import { type GaussianPanel, gaussianSums } from "./gaussianSums.ts";
import { gaussianSumsReference } from "./gaussianSumsReference.ts";
import { runsVariant, useVariant, type Variant } from "./wasm.ts";

/** Points about a few centres; the last of some groups are fillers. */
function panel(count: number, dimension: number, seed: number, scale = 1): GaussianPanel {
  const stream = random(seed, "panel");
  return {
    dimension,
    points: Float64Array.from({ length: count * dimension }, () => scale * stream.normal()),
    groups: Int32Array.from({ length: count }, (_, i) => Math.floor((6 * Math.floor(i / 2)) / count)),
    fillers: Uint8Array.from({ length: count }, (_, i) => Number(i % 10 === 9)),
  };
}

const chains = [
  { rate: 0.3, levels: 3 },
  { rate: 1e-4, levels: 2 },
];
const variants = (["plain", "relaxed"] as const).filter(runsVariant);

afterEach(() => useVariant(undefined));

function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(expected[at]!)));
  });
}

describe.each<Variant>(variants)("WebAssembly with %s SIMD", (variant) => {
  test.each([
    [2, 2, 1],
    [30, 44, 5],
    [140, 66, 30],
    [64, 66, 301],
  ])("%d and %d points in %d dimensions", (rows, columns, dimension) => {
    useVariant(variant);
    const [a, b] = [
      panel(rows, dimension, 1, 2 / Math.sqrt(dimension)),
      panel(columns, dimension, 2, 2 / Math.sqrt(dimension)),
    ];
    const [found, expected] = [gaussianSums(a, b, chains), gaussianSumsReference(a, b, chains)];
    expectClose(found.first.all, expected.first.all);
    expectClose(found.first.same, expected.first.same);
    expectClose(found.second!.all, expected.second!.all);
    expectClose(found.second!.same, expected.second!.same);
    const [own, ownExpected] = [gaussianSums(a, undefined, chains), gaussianSumsReference(a, undefined, chains)];
    expectClose(own.first.all, ownExpected.first.all);
    expectClose(own.first.same, ownExpected.first.same);
    expect(own.second).toBeUndefined();
  });

  test("distances of all sizes: the exponential is that of the library to some ulps, and 0 where it vanishes", () => {
    useVariant(variant);
    const count = 400;
    const points = Float64Array.from({ length: count }, (_, i) => 1e-9 * 1.07 ** i);
    const line = { dimension: 1, points, groups: new Int32Array(count), fillers: new Uint8Array(count) };
    const origin = {
      dimension: 1,
      points: new Float64Array(2),
      groups: new Int32Array(2),
      fillers: Uint8Array.of(0, 1),
    };
    const { all } = gaussianSums(line, origin, [{ rate: 1, levels: 1 }]).first;
    all.forEach((value, i) => {
      const exact = Math.exp(-(points[i]! ** 2));
      if (exact < 1e-307) expect(value).toBe(0);
      else expect(Math.abs(value / exact - 1)).toBeLessThan(1e-13 * Math.max(1, points[i]! ** 2 / 100));
    });
  });
});

test("what does not fit is refused in words", () => {
  const a = panel(6, 2, 1);
  expect(() => gaussianSums(a, panel(6, 3, 1), chains)).toThrow("expected 2 dimensions, got 3");
  expect(() => gaussianSums({ ...a, groups: Int32Array.of(0, 0, 0, 1, 1, 1) }, undefined, chains)).toThrow(
    "an even number",
  );
  expect(() => gaussianSums({ ...a, groups: Int32Array.of(0, 0, 1, 1, 0, 0) }, undefined, chains)).toThrow(
    "in one piece",
  );
});
