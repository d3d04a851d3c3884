import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lower, lowerFloat64, newGraph, simplify, vjp } from "../src/autodiff/index.ts";
import { float64, numbers } from "../src/base/index.ts";
import { svd } from "../src/kernels/index.ts";
import { regularisers } from "../src/regularisers/define/regularisers.ts";
import { openGraph } from "./runtime.ts";

type Rows = readonly (readonly number[])[];
type Options = Readonly<Record<string, unknown>>;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const columns = (z: Rows) => z[0]!.map((_, i) => z.map((row) => row[i]!));
const centred = (z: Rows) =>
  z.map((row) => row.map((value, i) => value - sum(columns(z)[i]!.map((v) => v / z.length))));
const covarianceOf = (z: Rows) => {
  const units = columns(centred(z));
  return units.map((a) => units.map((b) => sum(a.map((value, n) => (value * b[n]!) / z.length))));
};
const sizes = (list: Rows) => list.map((values) => sum(values.map(Math.abs)));
const squares = (z: Rows) => sum(z.flat().map((value) => value ** 2));
const ratio = (a: number, b: number) => (b > 0 ? a / b : 0);

/** Table 5 of Choi et al., one group at a time: what the rows say, and no more. */
const direct: Record<string, (z: Rows) => number> = {
  covariance: (z) => sum(covarianceOf(z).flatMap((row, i) => row.map((value, j) => (i === j ? 0 : value ** 2)))),
  variance: (z) => sum(covarianceOf(z).map((row, i) => row[i]!)),
  l1Representation: (z) => sum(sizes(z)),
  rank: (z) => ratio(squares(z), Math.max(...sizes(columns(z))) * Math.max(...sizes(z))),
  spectral: (z) => ratio(squares(z), svd(Float64Array.from(z.flat()), z.length, z[0]!.length).values[0]! ** 2),
};
const classWise: Record<string, string> = {
  classWiseCovariance: "covariance",
  classWiseVariance: "variance",
  classWiseRank: "rank",
};

/** The penalty of a batch's activations, its derivative by them, and how many classes it counted as absent, in float64. */
async function penaltyOf(name: string, z: Rows, labels: readonly number[], classes: number, options: Options = {}) {
  const regulariser = regularisers.get(name);
  if (regulariser?.kind !== "penalty") throw new Error(name);
  const g = newGraph();
  const [n, units] = [z.length, z[0]!.length];
  const hidden = g.input("z", "float64", [n, units]);
  const targets = g.input("targets", "float64", [n, classes]);
  const nothing = new Map<string, never>();
  const { value, measures } = regulariser.penalty(
    g,
    {
      ...{ x: hidden, logits: targets, targets, hidden: ["dense_1"], normal: () => hidden },
      ...{ layers: new Map([["dense_1", hidden]]), parameters: nothing, factors: nothing },
    },
    options,
  );
  const p = newGraph(lower(g.finish({ value, absent: measures?.["absentClasses"] ?? g.scalar(0, value) })));
  const [slope] = vjp(p, [p.value("value")], [p.scalar(1, p.value("value"))], [p.value("z")]);
  const graph = p.finish({ value: p.value("value"), absent: p.value("absent"), slope: slope! });
  const run = await openGraph(lowerFloat64(simplify(lower(graph))));
  const oneHot = labels.flatMap((label) => Array.from({ length: classes }, (_, k) => Number(k === label)));
  const result = await run({
    z: float64([n, units], Float64Array.from(z.flat())),
    targets: float64([n, classes], Float64Array.from(oneHot)),
  });
  return {
    value: numbers(result["value"]!)[0]!,
    absent: numbers(result["absent"]!)[0]!,
    slope: [...numbers(result["slope"]!)],
  };
}

/** Batches as layers have them: rectified or not, of few units or many, with classes that are absent. */
const batches = fc
  .record({ n: fc.integer({ min: 1, max: 9 }), units: fc.integer({ min: 1, max: 6 }), relu: fc.boolean() })
  .chain(({ n, units, relu }) =>
    fc.record({
      z: fc.array(
        fc.array(
          fc.integer({ min: -40, max: 40 }).map((value) => (relu ? Math.max(0, value) : value) / 8),
          { minLength: units, maxLength: units },
        ),
        { minLength: n, maxLength: n },
      ),
      labels: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: n, maxLength: n }),
    }),
  );
const sampled = fc.sample(batches, { seed: 8, numRuns: 12 });
const close = (a: number, b: number) => expect(Math.abs(a - b) / (1 + Math.abs(b))).toBeLessThan(1e-9);

describe("of a batch", () => {
  test.each(["covariance", "variance", "l1Representation", "rank"])("%s is the formula of table 5", async (name) => {
    for (const { z, labels } of sampled) close((await penaltyOf(name, z, labels, 4)).value, direct[name]!(z));
  });

  test.each(Object.keys(classWise))("%s is the sum over the classes that are there", async (name) => {
    for (const { z, labels } of sampled) {
      const present = [...new Set(labels)].map((k) => z.filter((_, n) => labels[n] === k));
      const { value, absent } = await penaltyOf(name, z, labels, 4);
      close(value, sum(present.map(direct[classWise[name]!]!)));
      expect(absent).toBe(4 - present.length);
    }
  });

  test("the rank by the spectral norm is the stable rank, at least the bound and at most the rank", async () => {
    for (const { z, labels } of sampled) {
      const { value } = await penaltyOf("rank", z, labels, 4, { norm: "spectral" });
      // Two singular values that are almost equal are told apart by 12 squarings from a gap of 1e-3 on.
      expect(Math.abs(value - direct["spectral"]!(z)) / (1 + value)).toBeLessThan(1e-4);
      expect(value).toBeGreaterThanOrEqual(direct["rank"]!(z) - 1e-9);
      expect(value).toBeLessThan(Math.min(z.length, z[0]!.length) * (1 + 1e-4) + 1e-9);
      const classes = [...new Set(labels)].map((k) => z.filter((_, n) => labels[n] === k));
      const ofClasses = await penaltyOf("classWiseRank", z, labels, 4, { norm: "spectral" });
      const expected = sum(classes.map(direct["spectral"]!));
      expect(Math.abs(ofClasses.value - expected) / (1 + expected)).toBeLessThan(1e-4);
    }
  });

  test("with one class in the batch, class-wise is the same as of all samples", async () => {
    for (const { z } of sampled.slice(0, 4)) {
      const labels = z.map(() => 2);
      for (const [name, whole] of Object.entries(classWise)) {
        const [a, b] = [await penaltyOf(name, z, labels, 4), await penaltyOf(whole, z, labels, 4)];
        close(a.value, b.value);
        for (const [i, slope] of a.slope.entries()) close(slope, b.slope[i]!);
      }
    }
  });

  const names = ["covariance", "variance", "l1Representation", "rank", ...Object.keys(classWise)];
  test.each([...names.map((name) => [name, {}] as const), ["classWiseRank", { norm: "spectral" }] as const])(
    "%s %j of a dead or constant layer, or of one unit, has a finite value and derivative",
    async (name, options) => {
      const labels = [0, 0, 1, 3];
      const layers = {
        dead: labels.map(() => [0, 0, 0]),
        constant: labels.map(() => [2, -1, 0]),
        unit: [[1], [0], [3], [0]],
      };
      for (const [what, z] of Object.entries(layers)) {
        const { value, slope } = await penaltyOf(name, z, labels, 4, options);
        for (const number of [value, ...slope]) expect(number, what).toSatisfy(Number.isFinite);
        const vanishes = what === "dead" || (what === "constant" && /ovariance|ariance/.test(name));
        if (vanishes) for (const number of [value, ...slope]) expect(Math.abs(number), what).toBeLessThan(1e-12);
      }
    },
  );

  test("½ and the authors' divisors are factors", async () => {
    const { z, labels } = sampled.find((batch) => batch.z[0]!.length > 2)!;
    const units = z[0]!.length;
    const pairs = (units * (units - 1)) / 2;
    const terms = { covariance: pairs, variance: units, l1Representation: units, rank: units };
    for (const [name, divisor] of Object.entries(terms)) {
      const plain = await penaltyOf(name, z, labels, 4);
      close((await penaltyOf(name, z, labels, 4, { normalised: true })).value, plain.value / divisor);
      const own = `classWise${name.replace(/^./, (letter) => letter.toUpperCase())}`;
      if (!regularisers.has(own)) continue;
      const each = await penaltyOf(own, z, labels, 4);
      close((await penaltyOf(own, z, labels, 4, { normalised: true })).value, each.value / divisor / 4);
    }
    const half = await penaltyOf("covariance", z, labels, 4, { half: true });
    close(half.value, (await penaltyOf("covariance", z, labels, 4)).value / 2);
  });

  test("RR's derivative is equation 10: of the squares, and of the largest column and row alone", async () => {
    const z = [
      [1, -2, 0.5],
      [3, 0.25, -1],
    ];
    const [one, infinity] = [4, 4.25];
    const slope = z.flatMap((row, n) =>
      row.map((value, i) => {
        const column = Number(i === 0) * Math.sign(value);
        const line = Number(n === 1) * Math.sign(value);
        return (2 * value) / (one * infinity) - (squares(z) * (column * infinity + one * line)) / (one * infinity) ** 2;
      }),
    );
    const found = await penaltyOf("rank", z, [0, 1], 2);
    for (const [i, value] of slope.entries()) expect(found.slope[i]).toBeCloseTo(value, 12);
  });
});
