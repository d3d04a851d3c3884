import { boundedRate } from "./boundedRate.ts";
import { type Candidate, type KsSides, ksDistance } from "./ksDistance.ts";
import type { LogTails } from "./logTails.ts";

/** How a tail is chosen. */
export interface TailSearch {
  readonly sides: KsSides;
  /** Fewest values in a tail. */
  readonly least: number;
  /** Whether every value is a candidate, also one that equals the value before it. */
  readonly repeated: boolean;
  /** ln of where the law ends; Infinity where it does not. */
  readonly logMaximum: number | "largest";
}

export interface ChosenTail extends Candidate {
  readonly distance: number;
  /** ln(maximum/xmin); Infinity where the law does not end. */
  readonly length: number;
}

/** Tails that spread less than this in their logarithms are one value up to rounding in float32: no exponent is one of theirs. */
const flat = 1e-6;

/** Every `stride`-th candidate comes first, so that the others are measured against a good one. */
const stride = 64;
/** Where the last candidates were worst is where the next ones are probed. */
const probes = 4;

/**
 * The tail whose maximum likelihood power law is nearest to it, over every candidate (Clauset, Shalizi & Newman 2009,
 * section 3.3); the smallest xmin among equals. `undefined` where no candidate has `least` values that differ.
 *
 * The result is that of brute force: a candidate is given up only when one of its differences exceeds the best distance.
 *
 * @param enough stop at the first tail that is nearer than this; the result is then only known to be so
 */
export function searchTail(
  tails: LogTails,
  search: TailSearch,
  enough = Number.NEGATIVE_INFINITY,
): ChosenTail | undefined {
  const { logs } = tails;
  const { sides, least } = search;
  const logMaximum = search.logMaximum === "largest" ? (logs.at(-1) ?? 0) : search.logMaximum;
  const end = logs.length - least + 1;
  let best: ChosenTail | undefined;
  const recent: number[] = [];

  const consider = (first: number): void => {
    const count = logs.length - first;
    const limit = best?.distance ?? 1;
    // No tail of distinct values is nearer than half a step.
    if (sides === "two-sided" && 0.5 / count > limit) return;
    const candidate = candidateAt(tails, first, logMaximum, search.repeated);
    if (!candidate) return;
    for (const probe of recent) {
      if (probe > first && differenceAt(logs, candidate, probe, sides) > limit) return;
    }
    const { distance, worst } = ksDistance(logs, candidate, sides, limit);
    if (!recent.includes(worst)) {
      recent.unshift(worst);
      if (recent.length > probes) recent.pop();
    }
    if (distance < limit || (distance === limit && (!best || first < best.first))) {
      best = { ...candidate, distance, length: logMaximum - logs[first]! };
    }
  };

  for (const [begin, by] of [
    [0, stride],
    [0, 1],
  ] as const) {
    for (let first = begin; first < end; first += by) {
      if (best && best.distance < enough) return best;
      if (by === stride || first % stride !== 0) consider(first);
    }
  }
  return best;
}

/** Tail `first` and its fit; `undefined` where its values do not differ. */
export function candidateAt(
  { logs, excess }: LogTails,
  first: number,
  logMaximum: number,
  repeated: boolean,
): Candidate | undefined {
  if (!repeated && first > 0 && logs[first] === logs[first - 1]) return undefined;
  const count = logs.length - first;
  if (!(logs.at(-1)! - logs[first]! > flat)) return undefined;
  const length = logMaximum - logs[first]!;
  const bounded = length < Number.POSITIVE_INFINITY;
  const rate = bounded ? boundedRate(excess[first]! / count, length) : count / excess[first]!;
  if (!Number.isFinite(rate)) return undefined;
  // A rate of 0 is the limit of small ones: uniform in ln x.
  const used = bounded && Math.abs(rate * length) < 1e-12 ? 1e-12 / length : rate;
  return { first, rate: used, mass: -Math.expm1(-used * length) };
}

function differenceAt(logs: Float64Array, { first, rate, mass }: Candidate, at: number, sides: KsSides): number {
  const count = logs.length - first;
  const model = -Math.expm1(-rate * (logs[at]! - logs[first]!)) / mass;
  const below = Math.abs(model - (at - first) / count);
  return sides === "two-sided" ? Math.max(below, Math.abs((at - first + 1) / count - model)) : below;
}
