import { formatEstimate, formatMeasure, type Judgement, type Measure } from "netspectra/experiments";
import { mean, meanInterval } from "./groups.ts";
import { cannotTell, type Trials, verdictOf } from "./judge.ts";

/** A number that is claimed to lie on one side of another. */
export interface Bounded {
  /** Whose number it is. */
  readonly name: string;
  readonly trials: Trials;
  readonly measure: Measure;
  readonly side: "above" | "below";
  readonly bound: number;
}

/** Judges a claim about the mean of trials, with its interval of Student's t: "The correlation of CR is 0.05 (0.03 … 0.07), below 0.10 is claimed." */
export function judgeBound({ name, trials, measure, side, bound }: Bounded): Judgement {
  const value = mean(trials);
  if (value === null) return cannotTell(`No trial of ${name} has the ${measure.label}`);
  const interval = meanInterval(trials);
  const shifted = interval && ([interval[0] - bound, interval[1] - bound] as const);
  const alone = interval ? "" : "; a single trial has no interval";
  return {
    verdict: verdictOf({ interval: shifted }, side),
    evidence: `The ${measure.label} of ${name} is ${formatEstimate({ value, interval }, measure)}, ${side} ${formatMeasure(bound, measure)} is claimed${alone}.`,
  };
}
