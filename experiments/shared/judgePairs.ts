import { formatEstimate, formatMeasure, type Judgement, type Measure } from "netspectra/experiments";
import { mean, meanInterval } from "./groups.ts";
import { cannotTell, type Expected, verdictOf } from "./judge.ts";

/** Two numbers of each trial. */
export interface Pairs {
  readonly first: string;
  readonly second: string;
  /** First and second number; pairs that lack one are left out. */
  readonly pairs: readonly (readonly [number | null | undefined, number | null | undefined])[];
  readonly measure: Measure;
  readonly expected: Expected;
}

/** Judges a claim about the mean difference within trials, with its interval of Student's t. */
export function judgePairs({ first, second, pairs, measure, expected }: Pairs): Judgement {
  const complete = pairs.flatMap(([a, b]) => (typeof a === "number" && typeof b === "number" ? [[a, b] as const] : []));
  if (complete.length === 0) return cannotTell(`No trial has the ${measure.label} of ${first} and of ${second}`);
  const differences = complete.map(([a, b]) => a - b);
  const interval = meanInterval(differences);
  const [a, b] = [0, 1].map((side) => formatMeasure(mean(complete.map((pair) => pair[side])), measure));
  const difference = formatEstimate({ value: mean(differences), interval }, measure);
  const alone = interval ? "" : "; a single trial has no interval";
  return {
    verdict: verdictOf({ interval }, expected),
    evidence: `The ${measure.label} of ${first} is ${a}, of ${second} ${b}: difference within trials ${difference}${alone}.`,
  };
}
