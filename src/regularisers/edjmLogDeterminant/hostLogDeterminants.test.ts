import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { choleskyInverse } from "../../kernels/index.ts";
import { hostLogDeterminants } from "./hostLogDeterminants.ts";
import { logDeterminants } from "./logDeterminants.ts";

/** Two Gram matrices of 2 × side rows. */
function gramsOf(side: number) {
  const stream = random(3, "gram", side);
  const grams = new Float64Array(2 * side * side);
  for (let j = 0; j < 2; j++) {
    const rows = Array.from({ length: side }, () => Float64Array.from({ length: 3 }, () => stream.normal()));
    rows.forEach((a, i) => {
      rows.forEach((b, k) => {
        grams[(j * side + i) * side + k] = a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
      });
    });
  }
  return { grams, side, rows: side, epsilon: 1e-4 };
}

test.each([[20, 0] as const, [280, 2] as const])("of order %i: %i calls, and the same numbers", async (side, calls) => {
  const given = gramsOf(side);
  const asked: string[] = [];
  const found = await hostLogDeterminants(async <T>(task: { readonly name: string }, ...args: readonly unknown[]) => {
    asked.push(task.name);
    return choleskyInverse(...(args as Parameters<typeof choleskyInverse>)) as T;
  }, given);
  expect(asked).toEqual(Array.from({ length: calls }, () => "choleskyInverse"));
  expect(found).toEqual(logDeterminants(given));
});
