import { formatEstimate, formatMeasure, type Judgement, type Measure } from "netspectra/experiments";
import { mean } from "./groups.ts";
import { cannotTell, differenceOf, type Trials } from "./judge.ts";

/** Groups of trials that are claimed to rise from each to the next. */
export interface Ordered {
  readonly groups: readonly { readonly name: string; readonly trials: Trials }[];
  readonly measure: Measure;
}

/**
 * Judges a claim about an order: it holds where the intervals of all steps from one group to the next are above 0, and does
 * not where one is below. The evidence has the means, and the step that the verdict goes by.
 */
export function judgeOrder({ groups, measure }: Ordered): Judgement {
  const missing = groups.filter(({ trials }) => mean(trials) === null).map(({ name }) => name);
  if (groups.length < 2 || missing.length > 0) {
    return cannotTell(`No trial of ${missing.join(", ") || "a second group"} has the ${measure.label}`);
  }
  const steps = groups.slice(1).map((group, i) => {
    const { value, interval } = differenceOf(group.trials, groups[i]!.trials)!;
    const [low, high] = interval ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return { from: groups[i]!.name, to: group.name, value, interval, low, high };
  });
  const falls = steps.some(({ high }) => high < 0);
  const deciding = steps.reduce((worst, step) =>
    (falls ? step.high < worst.high : step.low < worst.low) ? step : worst,
  );
  const means = groups.map(({ name, trials }) => `${formatMeasure(mean(trials), measure)} (${name})`).join(", ");
  const step = `the step from ${deciding.from} to ${deciding.to} is ${formatEstimate(deciding, measure)}`;
  const alone = deciding.interval ? "" : "; a single trial has no interval";
  return {
    verdict: falls ? "does not hold" : deciding.low > 0 ? "holds" : "cannot tell",
    evidence: `Mean ${measure.label} ${means}; ${step}${alone}.`,
  };
}
