import { boundedRate } from "./boundedRate.ts";
import { meanOf, type TailFamily } from "./tailFamily.ts";

/** `maximum` is where the law ends; without it alpha > 1. */
export type PowerLawParameters = { readonly alpha: number; readonly maximum?: number };

/**
 * p(x) ∝ x^−α on [xmin, maximum] (Clauset, Shalizi & Newman 2009, table 2.1; with an end Aban, Meerschaert & Panorska 2006):
 * u = ln(x/xmin) is exponential with rate α − 1.
 */
export const powerLawTail: TailFamily<PowerLawParameters> = {
  name: "power-law",
  powerLaw: "member",
  law({ alpha, maximum }, xmin) {
    const length = maximum === undefined ? Number.POSITIVE_INFINITY : Math.log(maximum / xmin);
    const rate = alpha === 1 && maximum !== undefined ? 1e-12 / length : alpha - 1;
    const mass = -Math.expm1(-rate * length);
    const start = Math.log(xmin);
    const logScale = Math.log(rate / mass) - start;
    return {
      logDensity: (x) => logScale - alpha * (Math.log(x) - start),
      cumulative: (x) => Math.min(1, -Math.expm1(-rate * (Math.log(x) - start)) / mass),
      sample: ({ uniform }) => xmin * Math.exp(-Math.log1p(-uniform() * mass) / rate),
    };
  },
  fit({ xmin, logs, maximum }) {
    const mean = meanOf(logs);
    if (maximum === undefined) return { alpha: 1 + 1 / mean };
    return { alpha: 1 + boundedRate(mean, Math.log(maximum / xmin)), maximum };
  },
};
