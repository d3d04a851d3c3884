import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dimension } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import type { OpDefinition } from "./defineOp.ts";
import { operators } from "./registry.ts";

/** What each operator does to the elements of a shape, as numbers. */
const pairs: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => Math.trunc(a / b),
  Mod: (a, b) => a - Math.floor(a / b) * b,
  Max: Math.max,
  Min: Math.min,
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
};
const wholes: Record<string, (elements: readonly number[]) => number> = {
  ReduceSum: (elements) => elements.reduce((a, b) => a + b, 0),
  ReduceProd: (elements) => elements.reduce((a, b) => a * b, 1),
  ReduceMax: (elements) => Math.max(...elements),
  ReduceMin: (elements) => Math.min(...elements),
};

const numbersMostly = { weight: 3, arbitrary: fc.integer({ min: -3, max: 6 }) };
const dimension = fc.oneof(numbersMostly, fc.constantFrom<Dimension>("N", "2*N", "6*N"));
const vector = (length: number) => fc.array(dimension, { minLength: length, maxLength: length });
const sameLengths = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
  .chain(([n, stretched]) => fc.tuple(vector(n), vector(stretched ? 1 : n)));

describe("what is said of symbolic shape elements holds for every batch size", () => {
  test.each(Object.entries(pairs))("%s", (name, f) => {
    let known = 0;
    fc.assert(
      fc.property(sameLengths, fc.integer({ min: 1, max: 50 }), ([a, b], n) => {
        const content = inferred(name, { a: known64(a), b: known64(b), xs: [known64(a), known64(b)], fmod: 0 });
        if (!content) return;
        known++;
        const expected = a.map((p, i) => f(at(p, n), at(b[b.length === 1 ? 0 : i]!, n)));
        expect(content.map((d) => at(d, n) + 0)).toEqual(expected.map((d) => d + 0));
      }),
      { seed: 2, numRuns: 300 },
    );
    expect(known).toBeGreaterThan(10);
  });

  test.each(Object.entries(wholes))("%s", (name, f) => {
    let known = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }).chain(vector), fc.integer({ min: 1, max: 50 }), (x, n) => {
        const content = inferred(name, { x: known64(x), keepdims: 0, noop_with_empty_axes: 0 });
        if (!content) return;
        known++;
        expect(content.map((d) => at(d, n) + 0)).toEqual([f(x.map((d) => at(d, n))) + 0]);
      }),
      { seed: 3, numRuns: 300 },
    );
    expect(known).toBeGreaterThan(10);
  });
});

function inferred(name: string, args: Record<string, unknown>): readonly Dimension[] | undefined {
  const op = operators[name] as OpDefinition;
  return (op.infer({ ...args, outputCount: 1 })["y"] as ValueType).content;
}

function known64(content: readonly Dimension[]): ValueType {
  return { type: "int64", shape: [content.length], content };
}

/** The element where the batch has n samples. */
function at(d: Dimension, n: number): number {
  if (typeof d === "number") return d;
  return d.split("*").reduce((product, factor) => product * (factor === "N" ? n : Number(factor)), 1);
}
