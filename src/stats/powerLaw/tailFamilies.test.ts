import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { comparePowerLaw } from "./comparePowerLaw.ts";
import { powerLawTail } from "./powerLawTail.ts";
import { alternativeTails } from "./tailFamilies.ts";
import { logLikelihood, type TailFamily, tailFrom } from "./tailFamily.ts";

type Parameters = Readonly<Record<string, number>>;
const families: readonly TailFamily[] = [powerLawTail, ...alternativeTails];
/** A new family brings its parameters here. */
const samples: Record<string, readonly Parameters[]> = {
  "power-law": [{ alpha: 2.5 }, { alpha: 1.2 }, { alpha: 0.5, maximum: 20 }, { alpha: 1, maximum: 8 }],
  "truncated-power-law": [
    { alpha: 2, lambda: 0.1 },
    { alpha: 2.5, lambda: 0 },
    { alpha: -2, lambda: 2 },
    { alpha: 1, lambda: 0.3 },
  ],
  exponential: [{ lambda: 0.3 }],
  "stretched-exponential": [
    { beta: 0.5, lambda: 1 },
    { beta: 1.5, lambda: 0.2 },
  ],
  lognormal: [
    { mu: 0, sigma: 1 },
    { mu: 2, sigma: 0.5 },
    { mu: 0.5, sigma: 2 },
  ],
};
const cases = families.flatMap((family) =>
  (samples[family.name] ?? []).map(
    (parameters) => [family.name, JSON.stringify(parameters), family, parameters] as const,
  ),
);
const count = 1000;

test("every family has samples", () => {
  expect(families.every(({ name }) => (samples[name]?.length ?? 0) > 0)).toBe(true);
});

test.each(cases)("%s %s: density, distribution function, sampler and fit agree", (name, _, family, parameters) => {
  const xmin = 1.3;
  const law = family.law(parameters, xmin);
  const stream = random(2, name);
  const values = Float64Array.from({ length: count }, () => law.sample(stream)).sort();
  const tail = { ...tailFrom(values, xmin), ...(parameters["maximum"] && { maximum: parameters["maximum"] }) };
  expect(tail.values.length).toBe(count);

  // The sampler against the distribution function: Kolmogorov's statistic, p = 0.001 at 1.95.
  const distance = values.reduce((d, x, i) => Math.max(d, Math.abs(law.cumulative(x) - (i + 0.5) / count)), 0);
  expect(distance * Math.sqrt(count)).toBeLessThan(1.95);
  // The distribution function against the density, Simpson's rule in ln x.
  for (let at = 0; at < count - 100; at += 100) {
    const [a, b] = [Math.log(values[at]!), Math.log(values[at + 100]!)];
    const density = (t: number) => Math.exp(law.logDensity(Math.exp(t)) + t);
    const weights = (i: number) => (i === 0 || i === 40 ? 1 : i % 2 === 1 ? 4 : 2);
    let integral = 0;
    for (let i = 0; i <= 40; i++) integral += (weights(i) * density(a + ((b - a) * i) / 40) * (b - a)) / 120;
    expect(integral).toBeCloseTo(law.cumulative(values[at + 100]!) - law.cumulative(values[at]!), 7);
  }
  expect(law.cumulative(xmin)).toBeCloseTo(0, 12);

  // The fit is better than the truth, by as much as Wilks' theorem allows, and than its neighbours.
  const fitted = family.fit(tail);
  const best = logLikelihood(family.law(fitted, xmin), tail);
  const gain = best - logLikelihood(law, tail);
  expect(gain).toBeGreaterThan(-1e-6);
  expect(gain).toBeLessThan(8);
  for (const key of Object.keys(fitted).filter((each) => each !== "maximum")) {
    for (const factor of [0.99, 1.01]) {
      const beside = { ...fitted, [key]: fitted[key] ? fitted[key] * factor : 1e-4 };
      expect(logLikelihood(family.law(beside, xmin), tail), `${key} × ${factor}`).toBeLessThan(best + 1e-6);
    }
  }

  // Other units: the same law.
  const scaled = tailFrom(
    values.map((x) => x * 1e-9),
    xmin * 1e-9,
  );
  if (parameters["maximum"] === undefined) {
    const again = logLikelihood(family.law(family.fit(scaled), xmin * 1e-9), scaled);
    expect(again + count * Math.log(1e-9)).toBeCloseTo(best, 5);
  }
});

test.each(cases.filter(([, , , { maximum }]) => maximum === undefined))("comparison of %s %s", (name, _, family, p) => {
  const stream = random(3, name);
  const law = family.law(p, 1.3);
  const tail = tailFrom(Float64Array.from({ length: count }, () => law.sample(stream)).sort(), 1.3);
  const compared = comparePowerLaw(tail, powerLawTail.fit(tail).alpha);
  expect(compared.map(({ alternative }) => alternative)).toEqual(alternativeTails.map((each) => each.name));
  for (const { logLikelihoodRatio, pValue, test: used } of compared) {
    expect(pValue).toBeGreaterThanOrEqual(0);
    expect(pValue).toBeLessThanOrEqual(1);
    if (used === "likelihood-ratio") expect(logLikelihoodRatio).toBeLessThanOrEqual(0);
  }
  const exponential = compared.find(({ alternative }) => alternative === "exponential")!;
  const isPower = name === "power-law" || p["lambda"] === 0;
  if (isPower) {
    expect(exponential.logLikelihoodRatio).toBeGreaterThan(0);
    expect(exponential.pValue).toBeLessThan(0.1);
    for (const { logLikelihoodRatio } of compared) expect(logLikelihoodRatio).toBeGreaterThan(-5);
  } else {
    const own = compared.find(({ alternative }) => alternative === name)!;
    expect(own.logLikelihoodRatio).toBeLessThan(0);
    expect(own.pValue).toBeLessThan(0.1);
  }
});
