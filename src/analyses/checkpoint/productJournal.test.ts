import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { createNodePlatform } from "../../platform/node/index.ts";
import { createMemoryFiles } from "../../platform/web/files.ts";
import {
  denseOperator,
  gramOperator,
  hutchPlusPlus,
  type LinearOperator,
  randomizedSvd,
  stochasticLanczosQuadrature,
} from "../../spectra/index.ts";
import { openProductJournal } from "./productJournal.ts";
import { openStateStore } from "./stateStore.ts";

const { sha256, versions } = createNodePlatform({ quiet: true });
const newMachine = () => ({ files: createMemoryFiles(), sha256, versions });
const [rows, columns] = [40, 30];
const matrix = Float64Array.from({ length: rows * columns }, random(0, "journal").normal);
const dense = denseOperator(matrix, rows, columns);
const withGram: LinearOperator = { ...dense, applyGram: gramOperator(dense).apply };

/** An operator that can be killed, and counts what it has computed. */
function mortal(operator: LinearOperator, life: { left: number; computed: number }): LinearOperator {
  const die =
    (product: LinearOperator["apply"]): LinearOperator["apply"] =>
    (vectors, count) => {
      if (life.left-- <= 0) throw new Error("killed");
      life.computed++;
      return product(vectors, count);
    };
  return {
    ...operator,
    apply: die(operator.apply),
    applyTransposed: die(operator.applyTransposed),
    ...(operator.applyGram && { applyGram: die(operator.applyGram) }),
  };
}

const methods: Record<string, (operator: LinearOperator) => Promise<unknown>> = {
  "block Lanczos": (operator) => randomizedSvd(operator, { count: 4, block: 3 }),
  "randomised SVD": (operator) => randomizedSvd(operator, { count: 4, method: "subspace", probes: 2, vectors: true }),
  trace: (operator) => hutchPlusPlus(gramOperator(operator), { applications: 12, block: 2 }),
  quadrature: (operator) => stochasticLanczosQuadrature(gramOperator(operator), { probes: 2, steps: 6 }),
};

test.each(
  Object.entries(methods).flatMap(([name, method]) => [
    [name, "two products", dense, method] as const,
    [name, "one product", withGram, method] as const,
  ]),
)("%s by %s, killed anywhere and resumed, is what it would have been; nothing is computed twice", async (...given) => {
  const [, , operator, method] = given;
  const life = { left: Number.POSITIVE_INFINITY, computed: 0 };
  const expected = await method(mortal(operator, life));
  const products = life.computed;
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(products), { maxLength: 3 }), async (cuts) => {
      const machine = newMachine();
      let computed = 0;
      const attempt = async (left: number) => {
        const own = { left, computed: 0 };
        const store = await openStateStore(machine, "/run", { run: "1" });
        const commit = () => store.commit({ journal: journal.document() }, journal.names());
        const journal = openProductJournal({ sha256 }, store, (store.document() as Saved)?.journal, commit);
        try {
          return await method(journal.journaled(mortal(operator, own), "output 0"));
        } finally {
          computed += own.computed;
        }
      };
      for (const cut of cuts) {
        if (cut < products - computed) await expect(attempt(cut)).rejects.toThrow("killed");
      }
      expect(await attempt(Number.POSITIVE_INFINITY)).toEqual(expected);
      expect(computed).toBe(products);
    }),
    { numRuns: 8 },
  );
});
type Saved = { journal: unknown } | undefined;

test("several operators have journals of their own, which can be forgotten", async () => {
  const machine = newMachine();
  const store = await openStateStore(machine, "/run", {});
  const journal = openProductJournal({ sha256 }, store);
  const [v, u] = [new Float64Array(columns).fill(1), new Float64Array(rows).fill(1)];
  const first = journal.journaled(dense, "output 0");
  const forward = await first.apply(v, 1);
  const back = await journal.journaled(dense, "output 1").applyTransposed(u, 1);
  await store.commit(journal.document(), journal.names());
  const again = openProductJournal({ sha256 }, store, store.document());
  const never = { ...dense, apply: fails, applyTransposed: fails };
  expect(await again.journaled(never, "output 1").applyTransposed(u, 1)).toEqual(back);
  expect(await again.journaled(never, "output 0").apply(v, 1)).toEqual(forward);
  again.forget("output 0");
  expect(again.names().length).toBe(1);
  await store.commit(again.document(), again.names());
  expect((await machine.files.list("/run"))?.length).toBe(2);
});
const fails = (_: Float64Array, __: number): Promise<Float64Array> => Promise.reject(new Error("computed again"));

test("products that are not those that were asked for before are refused", async () => {
  const store = await openStateStore(newMachine(), "/run", {});
  const journal = openProductJournal({ sha256 }, store);
  const v = new Float64Array(2 * columns).fill(1);
  await journal.journaled(dense, "output 0").apply(v, 2);
  const open = () => openProductJournal({ sha256 }, store, journal.document()).journaled(withGram, "output 0");
  const refused = /product 1 of output 0 as it was asked for before \(apply of 2 vectors [0-9a-f]+\), got/;
  const other = v.slice();
  other[7] = 1 + Number.EPSILON;
  await expect(open().apply(other, 2)).rejects.toThrow(refused);
  await expect(open().apply(v.subarray(0, columns), 1)).rejects.toThrow(refused);
  await expect(open().applyGram!(v, 2)).rejects.toThrow(refused);
  expect(await open().apply(v, 2)).toEqual(await dense.apply(v, 2));
  expect(() => openProductJournal({ sha256 }, store, { "output 0": "all" })).toThrow(/a journal of products/);
});
