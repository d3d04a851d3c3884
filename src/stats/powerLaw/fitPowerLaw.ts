import { fail } from "../../base/index.ts";
import { logTails } from "./logTails.ts";
import { type LeftOut, type PositiveValues, positiveValues } from "./positiveValues.ts";
import { searchTail, type TailSearch } from "./searchTail.ts";

export interface PowerLawOptions {
  /** Values at or below this are left out (default 0; WeightWatcher's 1e-5 under `compat`). */
  readonly floor?: number;
  /** Fewest values in the tail (default 10; 2 under `compat`). */
  readonly leastTail?: number;
  /** The law ends here: a value that none exceeds, or "largest", the largest value. Default: it has no end. */
  readonly maximum?: number | "largest";
  /** Another tool's definitions: its one-sided distance, no least tail, its absolute floor. */
  readonly compat?: "weightwatcher";
}

/** A power law that was fitted, or why there is none. */
export type PowerLawFit = FittedPowerLaw | NoPowerLaw;

export interface FittedPowerLaw {
  readonly status: "ok";
  /** Exponent of the density, p(x) ∝ x^−alpha for xmin ≤ x (≤ maximum). */
  readonly alpha: number;
  readonly xmin: number;
  readonly ksDistance: number;
  /** Asymptotic standard error of alpha at a given xmin, (alpha − 1)/√tail; with a maximum, from the Fisher information. */
  readonly sigma: number;
  /** Number of values that are xmin or more. */
  readonly tail: number;
  readonly leftOut: LeftOut;
  /** Where the law ends, if it does. */
  readonly maximum?: number;
}

export interface NoPowerLaw {
  /** "too-few": fewer positive values than a tail needs. "degenerate": they are all equal, up to rounding in float32. */
  readonly status: "too-few" | "degenerate" | "failed";
  readonly reason: string;
  readonly leftOut: LeftOut;
}

/** Values and options, read: what {@link fitPowerLaw} and the bootstrap share. */
export interface TailProblem extends PositiveValues {
  readonly logs: Float64Array;
  readonly search: TailSearch;
  /** Where the law ends, if it does. */
  readonly maximum: number | undefined;
}

/**
 * A continuous power law fitted to the upper tail of `values` by maximum likelihood, xmin chosen as the candidate with the
 * smallest Kolmogorov–Smirnov distance (Clauset, Shalizi & Newman 2009, equations 3.1, 3.2 and 3.9). Every value is a
 * candidate that leaves at least `leastTail` values; the smallest xmin wins among equals. Zeros and negative values are left out
 * and counted.
 *
 * With `maximum` the likelihood is that of a law cut off there, whose exponent is not biased upwards by the missing tail
 * (Aban, Meerschaert & Panorska 2006) and may be any real number.
 *
 * @throws NetspectraError for a value that is not finite (the first is named), or options out of range
 */
export function fitPowerLaw(values: ArrayLike<number>, options: PowerLawOptions = {}): PowerLawFit {
  return fitTail(tailProblem(values, options));
}

export function fitTail({ values, logs, leftOut, search, maximum }: TailProblem): PowerLawFit {
  const count = values.length;
  const none = (status: NoPowerLaw["status"], reason: string): NoPowerLaw => ({ status, reason, leftOut });
  if (count < search.least)
    return none("too-few", `${count} positive ${count === 1 ? "value" : "values"}, ${search.least} needed`);
  const chosen = searchTail(logTails(logs), search);
  if (!chosen)
    return none("degenerate", `all values that have ${search.least - 1} above them are equal up to rounding`);
  const { first, rate, length, distance } = chosen;
  const tail = count - first;
  const sigma = standardError(rate, length) / Math.sqrt(tail);
  if (!Number.isFinite(sigma)) return none("failed", "the exponent has no finite standard error");
  const fit = { alpha: 1 + rate, xmin: values[first]!, ksDistance: distance, sigma, tail, leftOut };
  return { status: "ok", ...fit, ...(maximum !== undefined && { maximum }) };
}

/** The values that count, sorted, and the rules of the search. */
export function tailProblem(values: ArrayLike<number>, options: PowerLawOptions): TailProblem {
  const ww = options.compat === "weightwatcher";
  const { floor = ww ? 1e-5 : 0, leastTail = ww ? 2 : 10, maximum } = options;
  if (!(Number.isInteger(leastTail) && leastTail >= 2)) {
    fail({ subject: "power law", expected: "a least tail of 2 or more values", got: `${leastTail}` });
  }
  const positive = positiveValues(values, floor);
  return {
    ...positive,
    logs: positive.values.map(Math.log),
    maximum: maximum === "largest" ? positive.values.at(-1) : maximum,
    search: {
      sides: ww ? "weightwatcher" : "two-sided",
      least: leastTail,
      repeated: ww,
      logMaximum: maximum === undefined ? Number.POSITIVE_INFINITY : boundOf(positive.values, maximum),
    },
  };
}

function boundOf(values: Float64Array, maximum: number | "largest"): number | "largest" {
  if (maximum === "largest") return maximum;
  const largest = values.at(-1) ?? 0;
  if (!(maximum >= largest && maximum < Number.POSITIVE_INFINITY)) {
    fail({
      subject: "power law",
      expected: `a finite maximum that no value exceeds (the largest is ${largest})`,
      got: `${maximum}`,
      todo: "Give a larger maximum, or leave out the values above it.",
    });
  }
  return Math.log(maximum);
}

/** 1/√I of one observation: the variance of u = ln(x/xmin) is the information about the rate (an exponential family). */
function standardError(rate: number, length: number): number {
  if (length === Number.POSITIVE_INFINITY) return rate;
  const y = rate * length;
  const half = 2 * Math.sinh(y / 2);
  const variance = Math.abs(y) < 0.05 ? 1 / 12 - (y * y) / 240 : 1 / (y * y) - 1 / (half * half);
  return 1 / (length * Math.sqrt(variance));
}
