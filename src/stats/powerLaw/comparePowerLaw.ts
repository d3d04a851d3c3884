import { chiSquareTail, logNormalTail } from "../specialFunctions/index.ts";
import { powerLawTail } from "./powerLawTail.ts";
import { alternativeTails } from "./tailFamilies.ts";
import { logLikelihood, meanOf, type Tail, type TailLaw, type TailName } from "./tailFamily.ts";

/** A power law beside another law on the same tail. */
export interface TailComparison {
  readonly alternative: TailName;
  /** Parameters of the alternative, by maximum likelihood. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Σ ln p(x) of the power law less that of the alternative: negative where the alternative describes the tail better. */
  readonly logLikelihoodRatio: number;
  /** How probable a ratio as far from 0 is where both are equally near to the truth; where it is small, the sign counts. */
  readonly pValue: number;
  /** Vuong's test; or, where the power law is one of the alternatives, the test of their likelihood ratio. */
  readonly test: "vuong" | "likelihood-ratio";
}

/**
 * A power law compared with the truncated power law, the exponential, the stretched exponential and the lognormal
 * distribution on the same tail (Clauset, Shalizi & Newman 2009, section 5 and appendix C; Vuong 1989). Twice the ratio with
 * the truncated power law, of which the power law is one, is taken to be χ² distributed with one degree of freedom.
 * The lognormal and the stretched exponential distribution have the power law as their limit: where they fit best there, the
 * ratio is 0 and p is 1. What overflows (values near the ends of float64) is left out. None of the laws ends.
 */
export function comparePowerLaw(tail: Tail, alpha: number): readonly TailComparison[] {
  const power = powerLawTail.law({ alpha }, tail.xmin);
  return alternativeTails.flatMap((family) => {
    const parameters = family.fit(tail);
    const law = family.law(parameters, tail.xmin);
    const ratio = logLikelihood(power, tail) - logLikelihood(law, tail);
    if (!Number.isFinite(ratio)) return [];
    const logLikelihoodRatio = family.powerLaw !== "none" ? Math.min(0, ratio) : ratio;
    const nested = family.powerLaw === "member";
    const test = nested ? ("likelihood-ratio" as const) : ("vuong" as const);
    const pOf = () => (nested ? chiSquareTail(-2 * ratio, 1) : vuong(power, law, tail));
    const pValue = logLikelihoodRatio === 0 ? 1 : pOf();
    return [{ alternative: family.name, parameters, logLikelihoodRatio, pValue, test }];
  });
}

/** erfc(|R|/√(2nω²)) with the variance ω² of the differences (Clauset, Shalizi & Newman 2009, equation C.6). */
function vuong(first: TailLaw, second: TailLaw, { values }: Tail): number {
  const difference = (x: number) => first.logDensity(x) - second.logDensity(x);
  const mean = meanOf(values, difference);
  const variance = meanOf(values, (x) => (difference(x) - mean) ** 2);
  const deviation = Math.sqrt(variance / values.length);
  return Math.abs(mean) <= 1e-9 ? 1 : 2 * Math.exp(logNormalTail(Math.abs(mean) / deviation));
}
