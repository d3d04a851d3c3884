import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { boundedRate } from "./boundedRate.ts";
import { type FittedPowerLaw, fitPowerLaw, type PowerLawOptions } from "./fitPowerLaw.ts";
import { logTails } from "./logTails.ts";
import { powerLawTail } from "./powerLawTail.ts";

function fitted(values: ArrayLike<number>, options: PowerLawOptions = {}): FittedPowerLaw {
  const fit = fitPowerLaw(values, options);
  if (fit.status !== "ok") throw new Error(`${fit.status}: ${fit.reason}`);
  return fit;
}

function pareto(count: number, alpha: number, seed: number, xmin = 1): Float64Array {
  const stream = random(seed, "pareto");
  const law = powerLawTail.law({ alpha }, xmin);
  return Float64Array.from({ length: count }, () => law.sample(stream));
}

// docs/definitions.md, and the tool whose values these are, on quantiles of a Pareto law.
test.each([
  [2.5, 2.5025445304, 1.0006672227, 0.0013453584, 0.0671958342],
  [4.0, 4.0050890608, 1.0003335557, 0.0013453584, 0.1343916684],
  [6.0, 6.0084817679, 1.0002001201, 0.0013453584, 0.2239861139],
])("compat weightwatcher: golden values at exponent %f", (a, alpha, xmin, distance, sigma) => {
  const values = Array.from({ length: 500 }, (_, i) => (1 - (i + 0.5) / 500) ** (-1 / (a - 1)));
  const fit = fitted(values, { compat: "weightwatcher" });
  expect(fit.alpha).toBeCloseTo(alpha, 9);
  expect(fit.xmin).toBeCloseTo(xmin, 9);
  expect(fit.ksDistance).toBeCloseTo(distance, 9);
  expect(fit.sigma).toBeCloseTo(sigma, 9);
});

test("compat weightwatcher: values of 1e-5 and less do not count, and a tail of two may be chosen", () => {
  const tiny = Array.from({ length: 30 }, (_, i) => 1e-5 * 2 ** -i);
  const fit = fitted([...tiny, 1, 2, 3, 5, 9], { compat: "weightwatcher" });
  expect(fit.leftOut).toEqual({ zeros: 0, negative: 0, belowFloor: 30 });
  expect(fit.tail).toBeLessThanOrEqual(5);
});

interface Chosen {
  readonly distance: number;
  readonly xmin: number;
  readonly alpha: number;
}

/** The definition, without any haste, in the same arithmetic: the first of all candidates with the smallest distance. */
function bruteForce(values: readonly number[], ww: boolean, maximum = Number.POSITIVE_INFINITY): Chosen | undefined {
  const sorted = Float64Array.from(values.filter((x) => x > (ww ? 1e-5 : 0))).sort();
  const { logs, excess } = logTails(sorted.map(Math.log));
  let best: Chosen | undefined;
  for (let first = 0; first <= logs.length - (ww ? 2 : 10); first++) {
    const start = logs[first]!;
    if (!ww && first > 0 && start === logs[first - 1]) continue;
    if (logs.at(-1)! - start <= 1e-6) continue;
    const count = logs.length - first;
    const length = Math.log(maximum) - start;
    const rate =
      maximum < Number.POSITIVE_INFINITY ? boundedRate(excess[first]! / count, length) : count / excess[first]!;
    const distances = Array.from(logs.subarray(first), (log, i) => {
      const model = Math.expm1(-rate * (log - start)) / Math.expm1(-rate * length);
      const before = Math.abs(model - i / count);
      return ww ? before : Math.max(before, Math.abs((i + 1) / count - model));
    });
    const distance = Math.max(...distances);
    if (!best || distance < best.distance) best = { distance, xmin: sorted[first]!, alpha: 1 + rate };
  }
  return best;
}

const kinds = [
  fc.double({ min: 0.01, max: 1e3, noNaN: true }),
  fc.double({ min: -9, max: 9, noNaN: true }).map(Math.exp),
  fc.integer({ min: -2, max: 12 }),
  fc.double({ min: 0, max: 0.999, noNaN: true }).map((u) => (1 - u) ** -0.7),
  fc.constantFrom(0, 1, 1, 2, 1e-300, 1e300),
];

test.each([[undefined], ["weightwatcher" as const]])("the search gives what brute force gives (%s)", (compat) => {
  const lists = fc.oneof(...kinds.map((kind) => fc.array(kind, { minLength: 10, maxLength: 300, size: "max" })));
  const bounded = fc.boolean();
  const law = fc.property(lists, bounded, (values, ends) => {
    const maximum = ends && !compat ? Math.max(1, ...values) * 1.5 : undefined;
    const expected = bruteForce(values, compat !== undefined, maximum);
    const fit = fitPowerLaw(values, { ...(compat && { compat }), ...(maximum && { maximum }) });
    expect(fit.status === "ok").toBe(expected !== undefined);
    if (!expected || fit.status !== "ok") return;
    const { ksDistance: distance, xmin, alpha } = fit;
    expect({ distance, xmin, alpha }).toEqual(expected);
  });
  fc.assert(law, { seed: 7, numRuns: 150 });
});

test.each([1.5, 2.5, 4, 8])("the exponent %f is found again, and no scale changes it", (alpha) => {
  const values = pareto(5000, alpha, 1);
  const fit = fitted(values);
  expect(Math.abs(fit.alpha - alpha)).toBeLessThan(4 * fit.sigma);
  expect(fit.sigma).toBeCloseTo((fit.alpha - 1) / Math.sqrt(fit.tail), 12);
  for (const scale of [2 ** -40, 1e-150, 3e9]) {
    const scaled = fitted(values.map((x) => x * scale));
    expect(scaled.alpha).toBeCloseTo(fit.alpha, 9);
    expect(scaled.tail).toBe(fit.tail);
    expect(scaled.xmin / scale / fit.xmin).toBeCloseTo(1, 12);
  }
});

test("a law that ends: the exponent is not biased, whatever it is", () => {
  for (const alpha of [-1, 0.5, 1, 2, 3.5]) {
    const stream = random(4, "bounded", alpha);
    const law = powerLawTail.law({ alpha, maximum: 20 }, 1);
    const values = Float64Array.from({ length: 4000 }, () => law.sample(stream));
    for (const maximum of [20, "largest"] as const) {
      const fit = fitted(values, { maximum });
      expect(Math.abs(fit.alpha - alpha)).toBeLessThan(4.5 * fit.sigma);
      expect(fit.maximum).toBe(maximum === 20 ? 20 : values.toSorted().at(-1));
    }
  }
  expect(() => fitPowerLaw([1, 2, 3], { maximum: 2 })).toThrow(/maximum that no value exceeds.*3.*got 2/);
});

test("the rate on an interval solves its equation, from one end to the other", () => {
  for (const y of [-600, -30, -3, -0.04, 1e-9, 0.06, 2, 40, 700]) {
    const mean = Math.abs(y) < 1e-3 ? 0.5 - y / 12 : 1 / y - 1 / Math.expm1(y);
    expect(Math.abs(boundedRate(mean * 5, 5) * 5 - y)).toBeLessThan(1e-9 * Math.max(1, Math.abs(y)));
  }
});

test("zeros and negative values are left out and counted; one giant value changes little", () => {
  const values = [...pareto(400, 3, 2)];
  const plain = fitted(values);
  const fit = fitted([0, -1, ...values, -0, -1e-9, 0]);
  expect(fit).toEqual({ ...plain, leftOut: { zeros: 3, negative: 2, belowFloor: 0 } });
  const giant = fitted([...values, 1e300]);
  expect(giant.alpha).toBeGreaterThan(1.2);
  expect(giant.alpha).toBeLessThan(plain.alpha);
});

test("what is no power law says why", () => {
  expect(fitPowerLaw([])).toMatchObject({ status: "too-few", reason: "0 positive values, 10 needed" });
  expect(fitPowerLaw([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, -1])).toMatchObject({
    status: "too-few",
    leftOut: { zeros: 2, negative: 1 },
  });
  expect(fitPowerLaw(new Float64Array(50).fill(3)).status).toBe("degenerate");
  expect(fitPowerLaw(Array.from({ length: 50 }, (_, i) => 1 + i * 1e-9)).status).toBe("degenerate");
  expect(fitPowerLaw([...new Array(30).fill(1), 0.5, 0.2]).status).not.toBe("failed");
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => fitPowerLaw([1, 2, bad, Number.NaN])).toThrow(/finite values, got (NaN|Infinity) at index 2/);
  }
  expect(() => fitPowerLaw([1], { floor: -1 })).toThrow(/floor/);
  expect(() => fitPowerLaw([1], { leastTail: 1 })).toThrow(/least tail/);
});
