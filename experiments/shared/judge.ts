import { type Estimate, formatEstimate, formatMeasure, type Judgement, type Measure } from "netspectra/experiments";
import { studentQuantile } from "netspectra/stats";
import { mean } from "./groups.ts";

/** One number of each trial; those without it are left out. */
export type Trials = readonly (number | null | undefined)[];

/** What a difference is claimed to be: its sign, or no more than so much either way. */
export type Expected = "above" | "below" | { readonly within: number };

/**
 * Mean of the first trials minus mean of the second, with Welch's interval of 95 %; its degrees of freedom (Satterthwaite's) are
 * rounded down. Null without any trial on one of the sides, no interval with fewer than two.
 */
export function differenceOf(first: Trials, second: Trials): (Estimate & { readonly value: number }) | null {
  const sides = [first, second].map(spreadOf);
  const [a, b] = sides.map(({ centre }) => centre);
  if (a === null || b === null) return null;
  const value = a! - b!;
  if (sides.some(({ n }) => n < 2)) return { value, interval: null };
  const squared = sides.reduce((sum, { squaredError }) => sum + squaredError, 0);
  if (squared === 0) return { value, interval: [value, value] };
  const freedom = squared ** 2 / sides.reduce((sum, { n, squaredError }) => sum + squaredError ** 2 / (n - 1), 0);
  const half = studentQuantile(0.975, Math.max(1, Math.floor(freedom))) * Math.sqrt(squared);
  return { value, interval: [value - half, value + half] };
}

function spreadOf(trials: Trials) {
  const present = trials.filter((value) => typeof value === "number");
  const n = present.length;
  const centre = mean(present);
  const squares = present.reduce((sum, value) => sum + (value - centre!) ** 2, 0);
  return { n, centre, squaredError: squares / (n - 1) / n };
}

/**
 * Whether an estimate is what it is claimed to be, as far as its interval says: "cannot tell" where the interval has both what
 * bears the claim out and what speaks against it, or where there is none.
 */
export function verdictOf(estimate: Pick<Estimate, "interval"> | null, expected: Expected): Judgement["verdict"] {
  if (!estimate?.interval) return "cannot tell";
  const [low, high] = estimate.interval;
  if (expected === "above") return low > 0 ? "holds" : high < 0 ? "does not hold" : "cannot tell";
  if (expected === "below") return high < 0 ? "holds" : low > 0 ? "does not hold" : "cannot tell";
  const { within } = expected;
  if (low >= -within && high <= within) return "holds";
  return low > within || high < -within ? "does not hold" : "cannot tell";
}

/** Two groups of trials that are compared in one measure. */
export interface Compared {
  readonly first: { readonly name: string; readonly trials: Trials };
  readonly second: { readonly name: string; readonly trials: Trials };
  readonly measure: Measure;
  readonly expected: Expected;
}

/** Judges a claim about two groups: "Covariance of CR 0.012, of baseline 2.080: difference -2.068 (-2.210 … -1.926)." */
export function judgeDifference({ first, second, measure, expected }: Compared): Judgement {
  const difference = differenceOf(first.trials, second.trials);
  if (!difference) {
    const missing = [first, second].filter(({ trials }) => mean(trials) === null).map(({ name }) => name);
    return cannotTell(`No trial of ${missing.join(" and ")} has the ${measure.label}`);
  }
  const means = [first, second].map(({ name, trials }) => `of ${name} ${formatMeasure(mean(trials), measure)}`);
  const rest = [
    `difference ${formatEstimate(difference, measure)}`,
    ...(typeof expected === "object" ? [`at most ${formatMeasure(expected.within, measure)} is claimed`] : []),
    ...(difference.interval ? [] : ["a single trial has no interval"]),
  ];
  const evidence = `${capital(measure.label)} ${means.join(", ")}: ${rest.join("; ")}.`;
  return { verdict: verdictOf(difference, expected), evidence };
}

/** A claim that has several parts: it holds where all do, and does not where one does not. */
export function judgeTogether(parts: readonly Judgement[]): Judgement {
  const verdicts = parts.map(({ verdict }) => verdict);
  const verdict = verdicts.includes("does not hold")
    ? "does not hold"
    : parts.length > 0 && verdicts.every((own) => own === "holds")
      ? "holds"
      : "cannot tell";
  return { verdict, evidence: parts.map(({ evidence }) => evidence).join(" ") || "There is nothing to compare." };
}

/** @param missing what the cells do not have: a sentence without its full stop */
export function cannotTell(missing: string): Judgement {
  return { verdict: "cannot tell", evidence: `${capital(missing)}.` };
}

const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`;
