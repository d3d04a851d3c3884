import { type BootstrapOptions, bootstrapPowerLaw, type PowerLawBootstrap } from "./bootstrapPowerLaw.ts";
import { comparePowerLaw, type TailComparison } from "./comparePowerLaw.ts";
import { type DominatingValues, dominatingValues } from "./dominatingValues.ts";
import { type FittedPowerLaw, fitTail, type NoPowerLaw, type PowerLawOptions, tailProblem } from "./fitPowerLaw.ts";
import { type PowerLawVerdict, powerLawVerdict } from "./powerLawVerdict.ts";
import { tailFrom } from "./tailFamily.ts";

/** Where this module lies, to call {@link assessPowerLaw} in a worker. */
export const assessPowerLawModule: string = import.meta.url;

/** A power law with all that says whether it may be believed; only fits that succeeded carry a verdict. */
export type PowerLawReport = AssessedPowerLaw | NoPowerLaw;

export interface AssessedPowerLaw extends FittedPowerLaw, PowerLawBootstrap {
  /** None beside a law that ends: the alternatives do not, and so would say nothing of it. */
  readonly comparisons: readonly TailComparison[];
  /** Values that stand apart above the law; null where it ends, as the test is for laws that do not. */
  readonly dominating: DominatingValues | null;
  readonly verdict: PowerLawVerdict;
}

/**
 * Fit a power law to the upper tail of `values`, and say how far to trust it: interval and goodness of fit by bootstrap,
 * comparisons with four alternatives, values that stand apart, a verdict.
 *
 * @throws NetspectraError for a value that is not finite (the first is named), or options out of range
 */
export function assessPowerLaw(
  values: ArrayLike<number>,
  options: PowerLawOptions & BootstrapOptions = {},
): PowerLawReport {
  const problem = tailProblem(values, options);
  const fit = fitTail(problem);
  if (fit.status !== "ok") return fit;
  const tail = tailFrom(problem.values, fit.xmin);
  const bootstrap = bootstrapPowerLaw(values, fit, options);
  const ends = fit.maximum !== undefined;
  const comparisons = ends ? [] : comparePowerLaw(tail, fit.alpha);
  const verdict = powerLawVerdict(bootstrap.pValue, fit.tail, comparisons, ends);
  return { ...fit, ...bootstrap, comparisons, dominating: ends ? null : dominatingValues(tail.values), verdict };
}
