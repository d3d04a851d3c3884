import fc from "fast-check";
import { expect, test } from "vitest";
import { kendallTau } from "./kendallTau.ts";

test("known values", () => {
  // scipy.stats.kendalltau
  expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]).tau).toBeCloseTo(-0.47140452079103173, 14);
  expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4]).tau).toBeCloseTo(2 / 3, 14);
  expect(kendallTau([1, 1], [1, 2])).toEqual({ tau: null, pairs: 1, concordant: 0, discordant: 0, tied: 1 });
  expect(kendallTau([5], [5])).toEqual({ tau: null, pairs: 0, concordant: 0, discordant: 0, tied: 0 });
});

test("1 with itself, −1 with its reverse, symmetric, and unchanged by what keeps the order", () => {
  const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(values, (x) => {
      expect(kendallTau(x, x).tau).toBe(1);
      expect(
        kendallTau(
          x,
          x.map((v) => -v),
        ).tau,
      ).toBe(-1);
    }),
  );
  const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(pairs, (xy) => {
      const [x, y] = [xy.map(([a]) => a), xy.map(([, b]) => b)];
      const one = kendallTau(x, y);
      expect(kendallTau(y, x)).toEqual(one);
      expect(
        kendallTau(
          x.map((v) => v ** 3 + v),
          y,
        ),
      ).toEqual(one);
      expect(one.concordant + one.discordant + one.tied).toBe(one.pairs);
    }),
  );
});
