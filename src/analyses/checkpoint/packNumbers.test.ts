import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tensor } from "../../base/index.ts";
import { packNumbers, unpackNumbers } from "./packNumbers.ts";

test("any plain data with arrays in them come back", async () => {
  const { data } = fc.letrec((tie) => ({
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, "text"),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
      fc.float64Array({ maxLength: 4 }),
      fc.array(tie("data"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "values"), tie("data"), { noNullPrototype: true }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(data, async (value) => {
      const tensors = new Map<string, () => Tensor>();
      const packed = JSON.parse(JSON.stringify(packNumbers(value, "spectrum 0", tensors))) as unknown;
      for (const name of tensors.keys()) expect(name).toMatch(/^spectrum 0.*!$/);
      expect(await unpackNumbers(packed, async (name) => tensors.get(name)!())).toEqual(
        Object.is(value, -0) ? 0 : value,
      );
    }),
  );
});
