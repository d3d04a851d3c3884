import { meanOf, type TailFamily } from "./tailFamily.ts";

/** p(x) = λ e^(−λ(x − xmin)), x ≥ xmin (Clauset, Shalizi & Newman 2009, table 2.1). */
export const exponentialTail: TailFamily<{ readonly lambda: number }> = {
  name: "exponential",
  powerLaw: "none",
  law({ lambda }, xmin) {
    return {
      logDensity: (x) => Math.log(lambda) - lambda * (x - xmin),
      cumulative: (x) => -Math.expm1(-lambda * (x - xmin)),
      sample: ({ uniform }) => xmin - Math.log1p(-uniform()) / lambda,
    };
  },
  fit: ({ xmin, logs }) => ({ lambda: 1 / meanOf(logs, Math.expm1) / xmin }),
};
