import fc from "fast-check";
import { expect, test } from "vitest";
import { fitText, measureText } from "./measureText.ts";

test("widths are those of Helvetica's published metrics, with the room that DejaVu Sans takes", () => {
  // Adobe's Helvetica.afm: H 722, e 556, l 222, o 556.
  expect(measureText("Hello", 1000)).toBeCloseTo(1.15 * (722 + 556 + 222 + 222 + 556), 9);
  expect(measureText("四", 10)).toBe(10);
  expect(measureText("e\u0301", 10)).toBe(measureText("é", 10));
});

test("a fitted text fits, keeps its ends, and is left alone where it fits already", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 12, max: 300 }), (text, width) => {
      const fitted = fitText(text, width, 12);
      expect(measureText(fitted, 12)).toBeLessThanOrEqual(width);
      if (measureText(text, 12) <= width) expect(fitted).toBe(text);
      else expect(fitted).toContain("…");
    }),
  );
  expect(fitText("models/conv/2026-11/best.onnx", 100, 12)).toMatch(/^models.*….*onnx$/);
});
