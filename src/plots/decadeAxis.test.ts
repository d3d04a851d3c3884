import fc from "fast-check";
import { expect, test } from "vitest";
import { decadeAxis } from "./decadeAxis.ts";

test("ticks are powers of ten inside the range, few, and each has a label", () => {
  const exponent = fc.integer({ min: -30, max: 30 });
  fc.assert(
    fc.property(exponent, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 8 }), (low, decades, most) => {
      const { values, labelExpr } = decadeAxis(10 ** low, 10 ** (low + decades), most);
      expect(values.length).toBeGreaterThan(0);
      expect(values.length).toBeLessThanOrEqual(most);
      for (const value of values) {
        expect(Math.abs(Math.log10(value) - Math.round(Math.log10(value)))).toBeLessThan(1e-9);
        expect(value).toBeGreaterThanOrEqual(0.999 * 10 ** low);
        expect(value).toBeLessThanOrEqual(1.001 * 10 ** (low + decades));
        expect(labelExpr).toContain(`"${value}":`);
      }
    }),
  );
  expect(decadeAxis(1e-4, 1)).toEqual({
    values: [1, 0.1, 0.01, 0.001, 0.0001],
    labelExpr: '{"1":"1","0.1":"10⁻¹","0.01":"10⁻²","0.001":"10⁻³","0.0001":"10⁻⁴"}[datum.value]',
  });
});

test("a range without two powers of ten shows its ends", () => {
  expect(decadeAxis(2, 5).values).toEqual([2, 5]);
});
