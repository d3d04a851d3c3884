import { maximise } from "../maximise.ts";
import { logNormalTail } from "../specialFunctions/index.ts";
import { meanOf, quantileOf, type TailFamily } from "./tailFamily.ts";

/** How far, in deviations, xmin may lie below and above the mode of ln x. At the upper end the law is a power law but for 1e-5. */
const [below, above] = [1000, 300];

/**
 * The lognormal distribution, normalised on [xmin, ∞) (Clauset, Shalizi & Newman 2009, table 2.1): ln x is normal with mean
 * μ and deviation σ, cut off at ln xmin. With h = (ln xmin − μ)/σ → ∞ it becomes a power law.
 *
 * Given h the best σ solves a quadratic equation (Cohen 1950); the likelihood that is left has a single hill in h, for the
 * family is an exponential one.
 */
export const lognormalTail: TailFamily<{ readonly mu: number; readonly sigma: number }> = {
  name: "lognormal",
  powerLaw: "limit",
  law({ mu, sigma }, xmin) {
    const start = Math.log(xmin);
    const h = (start - mu) / sigma;
    const logMass = logNormalTail(h);
    const logScale = -Math.log(sigma) - 0.5 * Math.log(2 * Math.PI) - 0.5 * h * h - logMass;
    const cumulative = (x: number) => -Math.expm1(logNormalTail(h + (Math.log(x) - start) / sigma) - logMass);
    return {
      logDensity(x) {
        const z = (Math.log(x) - start) / sigma;
        return logScale - Math.log(x) - z * (h + z / 2);
      },
      cumulative,
      sample: ({ uniform }) => quantileOf(cumulative, xmin, uniform()),
    };
  },
  fit({ xmin, logs }) {
    const first = meanOf(logs);
    const second = meanOf(logs, (u) => u * u);
    const spread = (h: number) => {
      const root = Math.hypot(h * first, 2 * Math.sqrt(second));
      return h >= 0 ? (h * first + root) / 2 : (2 * second) / (root - h * first);
    };
    const height = (t: number) => {
      const h = Math.sinh(t);
      const s = spread(h);
      return -Math.log(s) - 0.5 * (h * h + (2 * h * first) / s + second / (s * s)) - logNormalTail(h);
    };
    const h = Math.sinh(maximise(height, Math.asinh(-below), Math.asinh(above)));
    const sigma = spread(h);
    return { mu: Math.log(xmin) - h * sigma, sigma };
  },
};
