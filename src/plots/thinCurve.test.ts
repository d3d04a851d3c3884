import fc from "fast-check";
import { expect, test } from "vitest";
import { thinCurve } from "./thinCurve.ts";

const curve = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 });

test("every point left out lies within the tolerance of the line drawn", () => {
  fc.assert(
    fc.property(
      curve,
      fc.double({ min: 0.01, max: 5, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      (ys, tolerance, keep) => {
        const kept = thinCurve([...ys.keys()], ys, tolerance, keep);
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(ys.length - 1);
        for (let i = 0; i < Math.min(keep, ys.length); i++) expect(kept[i]).toBe(i);
        for (const [k, from] of kept.slice(0, -1).entries()) {
          const to = kept[k + 1]!;
          expect(to).toBeGreaterThan(from);
          for (let i = from; i <= to; i++) {
            const drawn = ys[from]! + ((ys[to]! - ys[from]!) * (i - from)) / (to - from);
            expect(Math.abs(drawn - ys[i]!)).toBeLessThanOrEqual(tolerance * (1 + 1e-9));
          }
        }
      },
    ),
  );
});

test("a straight line needs its ends only, and an empty curve nothing", () => {
  expect(thinCurve([0, 1, 2, 3], [0, 2, 4, 6], 0.1)).toEqual([0, 3]);
  expect(thinCurve([], [], 0.1)).toEqual([]);
});
