import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { whichRegulariser } from "../experiments/choi2018/which-regulariser.ts";
import { relativeChange } from "../experiments/choi2018/whichRegulariser/relativeChange.ts";
import { differenceOf } from "../experiments/shared/judge.ts";
import type { CellResult, DigestRun, Scale } from "../src/experiments/index.ts";

const positive = fc.array(fc.double({ min: 1, max: 9, noNaN: true }), { minLength: 2, maxLength: 5 });

describe("relativeChange", () => {
  test("is the same in any unit, and that of one condition twice has the same mean", () => {
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0.1, max: 10, noNaN: true }), (changed, baseline, unit) => {
        const found = relativeChange([{ changed, baseline }])!;
        const scaled = relativeChange([
          { changed: changed.map((x) => unit * x), baseline: baseline.map((x) => unit * x) },
        ])!;
        expect(scaled.value).toBeCloseTo(found.value!, 8);
        expect(scaled.interval![0]).toBeCloseTo(found.interval![0], 6);
        const twice = relativeChange([
          { changed, baseline },
          { changed, baseline },
        ])!;
        expect(twice.value).toBeCloseTo(found.value!, 8);
        const width = ([low, high]: readonly [number, number]) => high - low;
        expect(width(twice.interval!)).toBeLessThanOrEqual(width(found.interval!) + 1e-9);
      }),
      { seed: 3 },
    );
  });

  test("of a baseline without spread it is Welch's difference over that baseline", () => {
    const [changed, baseline] = [
      [2.1, 2.4, 1.9],
      [3, 3, 3],
    ];
    const { value, interval } = relativeChange([{ changed, baseline }])!;
    const welch = differenceOf(changed, baseline)!;
    expect(value).toBeCloseTo(welch.value / 3, 12);
    expect(interval![0]).toBeCloseTo(welch.interval![0] / 3, 12);
  });

  test("has no interval of single trials, and is null without a baseline", () => {
    expect(relativeChange([{ changed: [1], baseline: [2] }])).toEqual({ value: -0.5, interval: null });
    expect(relativeChange([{ changed: [1], baseline: [] }])).toBeNull();
  });
});

/** Errors of three seeds around a mean. */
function cells(errors: Readonly<Record<string, number>>, condition?: string): readonly CellResult[] {
  return Object.entries(errors).flatMap(([regulariser, error]) =>
    [0, 1, 2].map((seed) => ({
      cell: { ...(condition && { condition }), regulariser, seed },
      measures: {
        error: error + 0.001 * (seed - 1),
        amplitude: regulariser === "CR" ? 0.5 : 5,
        correlation: 0.25,
        sparsity: 0.3,
        deadUnit: 0,
        rank: 2,
        weight: regulariser === "baseline" || regulariser === "dropout" ? null : 0.01,
      },
      seconds: 1,
    })),
  );
}

const run = (own: readonly CellResult[], scale: Scale = "small"): DigestRun => ({ scale, cells: own, missing: 3 });

describe("the page for a reader in a hurry", () => {
  const plain = { baseline: 0.03, CR: 0.02, dropout: 0.05, L1W: 0.0301 };

  test("tells who helped, who did harm, and of whom nothing can be told", () => {
    const page = whichRegulariser.write(new Map([["choi2018/table-6", run(cells(plain))]]))!;
    expect(page).toMatch(/\*\*Try first\*\* CR \(-33\u00a0%; -/);
    expect(page).toMatch(/\*\*Careful with\*\* dropout \(67\u00a0%; /);
    expect(page).toContain("**Nothing can be told** here of L1W:");
    expect(page).toContain("The lowest mean error had CR (MNIST, default).");
    expect(page).toContain("activation amplitude by CR (× 0.10)");
    expect(page).toMatch(/\| CR \| .* \| `--regulariser covariance:0.01` \| -33.* \| 1, 0 of 1 \| 1.0 \| × 0.10 \|/);
    expect(page).toMatch(/\| dropout \| .* \| `--regulariser dropout` \| .* \| 0, 1 of 1 \| 4.0 \|.* \| – \|$/m);
    expect(page).toContain("12 trainings at scale `small`, of 3 regularisers and the baseline");
    expect(page).toContain("[Table 6](table-6.md) (3 cells missing)");
  });

  test("a training that two tables have counts once, and further conditions are averaged", () => {
    const other = { baseline: 0.1, CR: 0.1, dropout: 0.03 };
    const table8 = run([...cells(plain, "default"), ...cells(other, "1k")]);
    const page = whichRegulariser.write(
      new Map([
        ["choi2018/table-6", run(cells(plain))],
        ["choi2018/table-8", table8],
      ]),
    )!;
    expect(page).toContain("- MNIST, default: 12 trainings");
    expect(page).toContain("- MNIST, 1k: 9 trainings");
    expect(page).toMatch(/CR \| .* \| -17\u00a0% .* \| 1, 0 of 2 \| 1.8 \|/);
    expect(page).toContain("dropout (surely worse in: MNIST, default)");
    expect(page).toContain("The lowest mean error had CR (MNIST, default) and dropout (MNIST, 1k).");
  });

  test("there is none without a baseline and a regulariser on real data", () => {
    expect(whichRegulariser.write(new Map())).toBeUndefined();
    const none = [run(cells({ baseline: 0.03 })), run(cells({ CR: 0.03 })), run(cells(plain), "smoke")];
    for (const table of none) expect(whichRegulariser.write(new Map([["choi2018/table-6", table]]))).toBeUndefined();
  });
});
