import { expect, test } from "vitest";
import { CancelledError, random } from "../../base/index.ts";
import { assessPowerLaw } from "./assessPowerLaw.ts";
import { bootstrapPowerLaw } from "./bootstrapPowerLaw.ts";
import type { TailComparison } from "./comparePowerLaw.ts";
import { dominatingValues } from "./dominatingValues.ts";
import { fitPowerLaw } from "./fitPowerLaw.ts";
import { powerLawTail } from "./powerLawTail.ts";
import { powerLawVerdict } from "./powerLawVerdict.ts";

function pareto(count: number, alpha: number, seed: number): Float64Array {
  const stream = random(seed, "pareto");
  const law = powerLawTail.law({ alpha }, 1);
  return Float64Array.from({ length: count }, () => law.sample(stream));
}
const few = { intervalReplicates: 60, goodnessReplicates: 60, seed: 3 };

test("a power law is believed, an exponential distribution is not", () => {
  const report = assessPowerLaw(pareto(600, 2.2, 1), few);
  if (report.status !== "ok") throw new Error(report.reason);
  expect(report.verdict).toBe("heavy-tailed");
  const [low, high] = report.alphaInterval!;
  expect(low).toBeLessThan(2.2);
  expect(high).toBeGreaterThan(2.2);
  expect(report.pValue).toBeGreaterThan(0.1);
  expect(report.comparisons.map(({ alternative }) => alternative)).toEqual([
    "truncated-power-law",
    "exponential",
    "stretched-exponential",
    "lognormal",
  ]);
  expect(report.dominating?.count).toBe(0);

  const stream = random(1, "exponential");
  const waiting = Array.from({ length: 1500 }, () => -Math.log1p(-stream.uniform()));
  expect(assessPowerLaw(waiting, few)).toMatchObject({ status: "ok", verdict: expect.not.stringMatching(/^heavy/) });
});

test("what is no power law has no verdict", () => {
  expect(assessPowerLaw(new Float64Array(40).fill(2), few)).not.toHaveProperty("verdict");
  expect(assessPowerLaw([1, 2, 0], few)).toEqual({
    status: "too-few",
    reason: "2 positive values, 10 needed",
    leftOut: { zeros: 1, negative: 0, belowFloor: 0 },
  });
});

test("one seed, one result, whatever the scale; replicates of one kind do not change those of the other", () => {
  const values = pareto(200, 3, 5);
  const fit = fitPowerLaw(values);
  if (fit.status !== "ok") throw new Error(fit.reason);
  const both = bootstrapPowerLaw(values, fit, few);
  expect(bootstrapPowerLaw(values, fit, few)).toEqual(both);
  expect(bootstrapPowerLaw(values, fit, { ...few, seed: 4 })).not.toEqual(both);
  expect(bootstrapPowerLaw(values, fit, { ...few, intervalReplicates: 0 })).toEqual({ pValue: both.pValue });
  expect(bootstrapPowerLaw(values, fit, { ...few, goodnessReplicates: 0 })).toEqual({
    alphaInterval: both.alphaInterval,
  });
  const scaled = assessPowerLaw(
    values.map((x) => x * 2 ** -60),
    few,
  );
  expect(scaled).toMatchObject({
    pValue: both.pValue,
    alphaInterval: both.alphaInterval!.map((x) => expect.closeTo(x, 8)),
  });
});

test("a law that ends, in all parts of the report", () => {
  const stream = random(8, "ends");
  const law = powerLawTail.law({ alpha: 1.5, maximum: 30 }, 1);
  const values = Float64Array.from({ length: 500 }, () => law.sample(stream));
  for (const maximum of [30, "largest"] as const) {
    const report = assessPowerLaw(values, { ...few, maximum });
    if (report.status !== "ok") throw new Error(report.reason);
    expect(report.pValue).toBeGreaterThan(0.1);
    expect(report.alphaInterval![0]).toBeLessThan(1.5);
    expect(report.alphaInterval![1]).toBeGreaterThan(1.5);
    expect(report.verdict).not.toBe("heavy-tailed");
    expect([report.comparisons, report.dominating]).toEqual([[], null]);
  }
});

test("progress is told, and what it throws ends the work", () => {
  const values = pareto(50, 3, 6);
  const told: string[] = [];
  const options = { intervalReplicates: 3, goodnessReplicates: 2 };
  assessPowerLaw(values, { ...options, onProgress: (done, total) => told.push(`${done}/${total}`) });
  expect(told).toEqual(["1/5", "2/5", "3/5", "4/5", "5/5"]);
  const stop = () => {
    throw new CancelledError("power law");
  };
  expect(() => assessPowerLaw(values, { ...options, onProgress: stop })).toThrow(CancelledError);
  expect(() => assessPowerLaw(values, { intervalReplicates: -1 })).toThrow(/replicates/);
  expect(() => assessPowerLaw(values, { confidence: 95 })).toThrow(/confidence/);
});

test("values that stand apart are found with the stated error, also several of one size", () => {
  let found = 0;
  for (let seed = 0; seed < 400; seed++) if (dominatingValues(pareto(60, 2.5, seed).sort()).count > 0) found++;
  // 5 % of 400: 20 ± 4.4.
  expect(found).toBeGreaterThan(6);
  expect(found).toBeLessThan(34);
  const plain = pareto(200, 3, 9).sort();
  expect(dominatingValues(plain).count).toBe(0);
  for (const count of [1, 2, 4]) {
    const giants = Array.from({ length: count }, (_, i) => plain.at(-1)! * 1000 * 1.01 ** i);
    const apart = dominatingValues([...plain, ...giants]);
    expect(apart.count).toBe(count);
    expect(apart.pValue).toBeLessThan(0.001);
  }
  expect(dominatingValues([1])).toEqual({ count: 0, pValue: 1, perRank: [] });
  expect(dominatingValues(new Array(20).fill(1)).count).toBe(0);
});

test("one giant value is told from the law it spoils", () => {
  const report = assessPowerLaw([...pareto(300, 3, 2), 1e40], few);
  expect(report).toMatchObject({ status: "ok", dominating: { count: 1 } });
});

test("values at the ends of float64, or all but equal, give numbers all the same", () => {
  const stream = random(1, "extreme");
  const kinds = [
    () => Math.exp(1400 * (stream.uniform() - 0.5)),
    () => Number.MIN_VALUE * (1 + stream.integer(1e6)),
    () => 1e308 * stream.uniform(),
    () => 1 + stream.integer(2),
    () => 1 + 1e-5 * stream.normal(),
    () => 100 + stream.normal(),
  ];
  for (const kind of kinds) {
    for (const count of [12, 150]) {
      const report = assessPowerLaw([...Array.from({ length: count }, kind), 7], { ...few, goodnessReplicates: 19 });
      if (report.status !== "ok") throw new Error(report.reason);
      // JSON turns what is not finite into null.
      expect(JSON.stringify(report)).not.toContain("null");
      expect(report.verdict).not.toBe("heavy-tailed");
    }
  }
});

test("the verdict follows its rule", () => {
  const comparison = (alternative: TailComparison["alternative"], logLikelihoodRatio: number, pValue: number) =>
    ({ alternative, logLikelihoodRatio, pValue, parameters: {}, test: "vuong" }) as const;
  const worse = comparison("exponential", 9, 0.01);
  expect(powerLawVerdict(0.5, 100, [worse])).toBe("heavy-tailed");
  expect(powerLawVerdict(0.5, 100, [worse], true)).toBe("inconclusive");
  expect(powerLawVerdict(0.5, 49, [worse])).toBe("inconclusive");
  expect(powerLawVerdict(undefined, 100, [worse])).toBe("inconclusive");
  expect(powerLawVerdict(0.5, 100, [comparison("exponential", 9, 0.2)])).toBe("inconclusive");
  expect(powerLawVerdict(0.09, 100, [worse])).toBe("not-heavy-tailed");
  expect(powerLawVerdict(0.5, 100, [worse, comparison("lognormal", -3, 0.05)])).toBe("not-heavy-tailed");
  expect(powerLawVerdict(0.5, 100, [worse, comparison("lognormal", -3, 0.3)])).toBe("heavy-tailed");
});
