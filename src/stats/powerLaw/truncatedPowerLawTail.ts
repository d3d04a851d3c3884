import { maximise } from "../maximise.ts";
import { logExponentialIntegral } from "../specialFunctions/index.ts";
import { meanOf, quantileOf, type Tail, type TailFamily } from "./tailFamily.ts";

/**
 * p(x) ∝ x^−α e^(−Λx), x ≥ xmin, Λ ≥ 0 (Clauset, Shalizi & Newman 2009, table 2.1: "power law with cutoff"), its constant
 * xmin^(1−α) E_α(Λ xmin) with the generalised exponential integral. α may be any real number where Λ > 0.
 *
 * An exponential family in (α, Λ), so that the likelihood has a single hill. The power law itself is the maximum just where
 * the mean of x/xmin is no less than its expectation (α − 1)/(α − 2) under that law.
 */
export const truncatedPowerLawTail: TailFamily<{ readonly alpha: number; readonly lambda: number }> = {
  name: "truncated-power-law",
  powerLaw: "member",
  law({ alpha, lambda }, xmin) {
    const start = Math.log(xmin);
    const logConstant = logExponentialIntegral(alpha, lambda * xmin);
    const cumulative = (x: number) => {
      const upper = logExponentialIntegral(alpha, lambda * x) + (1 - alpha) * (Math.log(x) - start);
      return x <= xmin ? 0 : -Math.expm1(upper - logConstant);
    };
    return {
      logDensity: (x) => -start - logConstant - alpha * (Math.log(x) - start) - lambda * x,
      cumulative,
      sample: ({ uniform }) => quantileOf(cumulative, xmin, uniform()),
    };
  },
  fit(tail) {
    const meanLog = meanOf(tail.logs);
    const mean = meanOf(tail.logs, Math.exp);
    const alpha = 1 + 1 / meanLog;
    if (alpha > 2 && mean >= (alpha - 1) / (alpha - 2)) return { alpha, lambda: 0 };
    return inside(tail, alpha, meanLog, mean);
  },
};

/** Bound of −α and Λ xmin: what lies beyond has a spread of less than a hundredth, and is a power law or an exponential as well. */
const most = 1e4;

/** The maximum with Λ > 0: α given Λ within, ln Λ without. α falls as Λ grows. */
function inside(tail: Tail, highest: number, meanLog: number, mean: number) {
  const variance = meanOf(tail.logs, (u) => (Math.exp(u) - mean) ** 2);
  const widest = Math.exp(tail.logs.at(-1) ?? 0);
  // What a gamma distribution of this mean and variance would have, with room on both sides.
  const lowest = -Math.min(most, 10 + (10 * mean * mean) / variance);
  const best = (t: number) => {
    const height = (alpha: number) => -alpha * meanLog - logExponentialIntegral(alpha, Math.exp(t));
    const alpha = maximise(height, lowest, highest);
    return { alpha, height: height(alpha) - Math.exp(t) * mean };
  };
  const from = Math.log(1e-5 / widest);
  const to = Math.log(Math.min(most, 10 * (mean / variance + 1 / (mean - 1))));
  const place = maximise((t) => best(t).height, from, to);
  return { alpha: best(place).alpha, lambda: Math.exp(place) / tail.xmin };
}
