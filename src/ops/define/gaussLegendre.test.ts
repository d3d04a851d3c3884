import fc from "fast-check";
import { expect, test } from "vitest";
import { gaussLegendre } from "./gaussLegendre.ts";

test("n nodes integrate powers up to 2n − 1 exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(), (n, k) => {
      const power = k % (2 * n);
      const { nodes, weights } = gaussLegendre(n);
      const integral = nodes.reduce((sum, t, i) => sum + weights[i]! * t ** power, 0);
      expect(integral * (power + 1)).toBeCloseTo(1, 11);
    }),
    { seed: 1 },
  );
});
