import fc from "fast-check";
import { expect, test } from "vitest";
import {
  chiSquareTail,
  gammaTailQuantile,
  logExponentialIntegral,
  logGamma,
  logGammaAboveOne,
  logGammaTail,
  logNormalTail,
} from "./index.ts";

// All values with 50 digits, rounded to float64.
const exponentialIntegrals = [
  [-150.3, 0.001, 1651.6679678402927],
  [-40.7, 22, -15.979004283352056],
  [-7.25, 5, -4.365388140701758],
  [-3, 0.5, 4.562595033026967],
  [-1, 1e-12, 55.262042231857095],
  [-0.5, 1.3, -1.2963298772177676],
  [0, 2, -2.6931471805599454],
  [0.3, 1e-30, 48.615154199406625],
  [0.49, 1, -1.2720849892441597],
  [0.5, 1, -1.2772405670085483],
  [0.51, 1.9, -2.7229074643009503],
  [0.9999999, 0.03, 1.0848916674124574],
  [1, 1e-5, 2.3920344772978392],
  [1, 1, -1.5169319590020456],
  [1.0000001, 0.5, -0.5802229360483757],
  [1.49, 1, -1.7212507150996472],
  [1.5, 2.5, -3.812245604831582],
  [2, 1e-12, -2.8053805451421023e-11],
  [2.5, 0.2, -0.823467534400413],
  [3.7, 1, -2.3850273866149436],
  [12.5, 3, -5.688866966813192],
  [30, 0.9, -4.298897163165007],
  [100.25, 160, -165.56016844521724],
  [2.2, 5000, -5008.517633006757],
  [500, 0.3, -6.513208323284931],
  [700, 900, -907.3774856255526],
  [3000, 1e-6, -8.006035179082565],
  [123456.5, 2, -13.723652246400569],
] as const;

const near = (value: number, wanted: number, relative = 1e-13) =>
  expect(Math.abs(value - wanted), `${value} for ${wanted}`).toBeLessThanOrEqual(
    relative * Math.max(1, Math.abs(wanted)),
  );

test.each(exponentialIntegrals)("ln E_p(z) for p = %f, z = %f", (p, z, expected) => {
  near(logExponentialIntegral(p, z), expected);
});

test("p E_{p+1}(z) = e^−z − z E_p(z), across all branches", () => {
  const p = fc.oneof(fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: 400, max: 3000, noNaN: true }));
  const z = fc.double({ min: -12, max: 5, noNaN: true }).map(Math.exp);
  const law = fc.property(p, z, (order, at) => {
    const [here, next] = [order, order + 1].map((each) => Math.exp(logExponentialIntegral(each, at)));
    const size = Math.abs(order) * next! + at * here! + Math.exp(-at);
    return Math.abs(order * next! + at * here! - Math.exp(-at)) <= 1e-12 * size;
  });
  fc.assert(law, { seed: 1, numRuns: 2000 });
  expect(logExponentialIntegral(3, 0)).toBeCloseTo(-Math.LN2, 15);
  expect(logExponentialIntegral(0.5, 0)).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [-8, -6.220960574271786e-16],
  [-1, -0.17275377902344988],
  [0.1, -0.7761545927302733],
  [1, -1.8410216450092636],
  [1.5, -2.7059444008238898],
  [3, -6.607726221510349],
  [8, -35.01343715991455],
  [40, -804.6084420137538],
  [1000, -500007.8266948122],
])("ln of the normal tail beyond %f", (x, expected) => {
  near(logNormalTail(x), expected);
  near(Math.exp(logNormalTail(x)) + Math.exp(logNormalTail(-x)), 1, 1e-15);
});

test("ln Γ, also relative to the distance from 1", () => {
  near(logGamma(1e-10), 23.025850929882736);
  near(logGamma(0.5), 0.5 * Math.log(Math.PI));
  near(logGamma(3), Math.LN2);
  near(logGamma(20), 39.339884187199495);
  near(logGamma(300), 1409.2020674704117);
  for (const [epsilon, expected] of [
    [-0.5, 0.5723649429247001],
    [-0.01, 0.005854806764709776],
    [-1e-12, 5.772156649023553e-13],
    [1e-4, -5.7713342220477625e-5],
    [0.5, -0.12078223763524522],
  ] as const) {
    expect(Math.abs(logGammaAboveOne(epsilon) / expected - 1)).toBeLessThan(2e-15);
  }
});

test("tails of gamma and χ² distributions, and their quantiles", () => {
  near(Math.exp(logGammaTail(46.446, 60)), 0.030696966626675013);
  near(Math.exp(logGammaTail(46.446, 30)), 0.9967966211632192);
  near(Math.exp(logGammaTail(3.5, 1)), 0.9598403687301016);
  near(chiSquareTail(3.841458820694124, 1), 0.05);
  near(chiSquareTail(4, 2), Math.exp(-2));
  expect(chiSquareTail(0, 1)).toBe(1);
  for (const tail of [1e-9, 0.05, 0.5, 0.999]) {
    near(Math.exp(logGammaTail(7.3, gammaTailQuantile(7.3, tail))) / tail, 1, 1e-11);
  }
});
