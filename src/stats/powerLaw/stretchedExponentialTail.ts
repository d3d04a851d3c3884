import { maximise } from "../maximise.ts";
import { meanOf, type TailFamily } from "./tailFamily.ts";

/** Bounds of β times the mean of u, and how many values between them are looked at before the best is refined. */
const [smallest, largest, places] = [1e-5, 50, 24];

/**
 * p(x) = βλ x^(β−1) e^(−λ(x^β − xmin^β)), x ≥ xmin, β > 0 (Clauset, Shalizi & Newman 2009, table 2.1). In u = ln(x/xmin) it is
 * Gompertz' law, with the power law as its limit for β → 0.
 *
 * Given β the best λ has a closed form; the likelihood that is left is looked at on a grid, its hill climbed.
 */
export const stretchedExponentialTail: TailFamily<{ readonly beta: number; readonly lambda: number }> = {
  name: "stretched-exponential",
  powerLaw: "limit",
  law({ beta, lambda }, xmin) {
    const start = Math.log(xmin);
    const rate = lambda * Math.exp(beta * start);
    const excess = (x: number) => rate * Math.expm1(beta * (Math.log(x) - start));
    return {
      logDensity: (x) => Math.log(beta * rate) + beta * (Math.log(x) - start) - Math.log(x) - excess(x),
      cumulative: (x) => -Math.expm1(-excess(x)),
      sample: ({ uniform }) => xmin * Math.exp(Math.log1p(-Math.log1p(-uniform()) / rate) / beta),
    };
  },
  fit({ xmin, logs }) {
    const mean = meanOf(logs);
    const scale = (beta: number) => meanOf(logs, (u) => Math.expm1(beta * u));
    const height = (t: number) => t - Math.log(mean) - Math.log(scale(Math.exp(t) / mean)) + Math.exp(t);
    const from = Math.log(smallest);
    const step = (Math.log(largest) - from) / (places - 1);
    const heights = Array.from({ length: places }, (_, i) => height(from + i * step));
    const best = heights.reduce((at, value, i) => (value > heights[at]! ? i : at), 0);
    const place = maximise(height, from + Math.max(0, best - 1) * step, from + Math.min(places - 1, best + 1) * step);
    const beta = Math.exp(place) / mean;
    return { beta, lambda: Math.exp(-beta * Math.log(xmin)) / scale(beta) };
  },
};
