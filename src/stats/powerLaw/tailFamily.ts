import type { Random } from "../../base/index.ts";

/** The upper tail of some values: those that are xmin or more. */
export interface Tail {
  readonly xmin: number;
  /** Ascending, none below xmin. */
  readonly values: ArrayLike<number>;
  /** u = ln(x/xmin) of each value. */
  readonly logs: Float64Array;
  /** Where a power law ends, if it does; the other families do not. */
  readonly maximum?: number;
}

/** One distribution on [xmin, ∞). */
export interface TailLaw {
  /** ln of the density with respect to x. */
  logDensity(x: number): number;
  /** P(X ≤ x). */
  cumulative(x: number): number;
  sample(stream: Random): number;
}

export type TailName = "power-law" | "truncated-power-law" | "exponential" | "stretched-exponential" | "lognormal";

/** A family of distributions on [xmin, ∞), normalised there. */
export interface TailFamily<Parameters = Readonly<Record<string, number>>> {
  readonly name: TailName;
  /** Whether the power law is one of them, or a limit of them, which is then at least as good as the power law. */
  readonly powerLaw: "member" | "limit" | "none";
  law(parameters: Parameters, xmin: number): TailLaw;
  /** Maximum likelihood. */
  fit(tail: Tail): Parameters;
}

export function tailFrom(sorted: Float64Array, xmin: number): Tail {
  const first = sorted.findIndex((value) => value >= xmin);
  const values = sorted.subarray(first < 0 ? sorted.length : first);
  const start = Math.log(xmin);
  return { xmin, values, logs: values.map((value) => Math.log(value) - start) };
}

export function logLikelihood(law: TailLaw, { values }: Tail): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += law.logDensity(values[i]!);
  return sum;
}

export function meanOf(values: ArrayLike<number>, of: (value: number) => number = (value) => value): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]!);
  return sum / values.length;
}

/** The value at which a distribution function on [xmin, ∞) reaches a probability, by bisection in ln x. */
export function quantileOf(cumulative: (x: number) => number, xmin: number, probability: number): number {
  let high = 1;
  while (cumulative(xmin * Math.exp(high)) < probability && high < 1024) high *= 2;
  let low = 0;
  while (high - low > 1e-14 * high + 1e-300) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cumulative(xmin * Math.exp(middle)) < probability) low = middle;
    else high = middle;
  }
  return xmin * Math.exp((low + high) / 2);
}
