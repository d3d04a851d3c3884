import { type Claim, formatEstimate, formatMeasure, type Judgement } from "netspectra/experiments";
import { groups, mean } from "../../shared/groups.ts";
import { cannotTell, differenceOf, type Expected, verdictOf } from "../../shared/judge.ts";
import {
  inputBounds,
  leadOver,
  type NoiseOf,
  noisesOf,
  ofPaper,
  publishedCorrelations,
  readMeasure,
} from "./informationOverviews.ts";
import { type Bound, boundName, bounds, type NoiseScale, noiseScales } from "./measureInformation.ts";
import { characteristics } from "./measureTrial.ts";
import { correlations, overRegularisers, type Read, type RegulariserResult } from "./overRegularisers.ts";

const source = "section 5, Figure 4";
const bits = { label: "bits", decimals: 2 };
const correlation = { label: "correlation", decimals: 2 };

/** What "almost the same" and "strongly" are taken to be: of ten classes the label has 3.32 bits. */
const almostSame = 0.15;
const strongly = 1;

export const informationClaims: readonly Claim<RegulariserResult["cell"]>[] = [
  {
    statement: "All regularisers end up with almost the same I(z;y).",
    source,
    judge: (results) =>
      atNoises(results, (own, read) =>
        together(["labelLower", "labelUpper"], (bound) =>
          farthestApart(
            own,
            bound,
            read,
            { within: almostSame },
            `at most ${almostSame} are taken for almost the same`,
          ),
        ),
      ),
  },
  {
    statement: "The bounds on I(z;x) depend strongly on the regulariser.",
    source,
    judge: (results) =>
      atNoises(results, (own, read) =>
        together(inputBounds, (bound) =>
          farthestApart(own, bound, read, "above", `more than ${strongly} is taken for strong`, strongly),
        ),
      ),
  },
  ...inputBounds.map((bound) => ({
    statement: `The ${bound === "inputLower" ? "lower" : "upper"} bound on I(z;x) rises with the generalisation error (correlation ${publishedCorrelations[bound]}).`,
    source,
    judge: (results: readonly RegulariserResult[]) => correlationClaim(results, bound),
  })),
  {
    statement: "The characteristics of the representation do not follow the performance as I(z;x) does.",
    source: "sections 5 and 6",
    judge: (results) =>
      atNoises(results, (own, read) => {
        const leads = Object.entries(characteristics).map(([name, { label }]) => ({
          label,
          estimate: leadOver(own, read("inputLower"), readMeasure(name)),
        }));
        const verdicts = leads.map(({ estimate }) => verdictOf(estimate, "above"));
        return {
          verdict: all(verdicts),
          evidence: `|r| of the lower bound less |r| of ${leads.map(({ label, estimate }) => `${label} ${formatEstimate(estimate, correlation)}`).join(", ")}.`,
        };
      }),
  },
];

type ReadBound = (bound: Bound) => Read;

/**
 * A claim at both noises of the table. The paper does not state its noise, so that a verdict which only one of them bears out
 * cannot be told to be the paper's.
 */
function atNoises(
  results: readonly RegulariserResult[],
  judge: (own: readonly RegulariserResult[], read: ReadBound) => Judgement,
): Judgement {
  const own = ofPaper(results);
  const kinds = groups(own, ({ cell }) => cell.regulariser).length;
  if (kinds < 3)
    return cannotTell(`Bounds of ${kinds === 1 ? "one regulariser" : `${kinds} regularisers`} alone are there`);
  const parts = (Object.keys(noiseScales) as NoiseScale[]).map((scale) => ({
    at: noiseScales[scale].label,
    ...judge(own, (bound) => readMeasure(boundName(scale, bound))),
  }));
  const [first, second] = parts.map(({ verdict }) => verdict);
  const depends = first !== second ? ["The verdict depends on σ², which the paper does not state."] : [];
  return {
    verdict: first === second ? first! : "cannot tell",
    evidence: [...parts.map(({ at, verdict, evidence }) => `At ${at} (${verdict}): ${evidence}`), ...depends].join(" "),
  };
}

function all(verdicts: readonly Judgement["verdict"][]): Judgement["verdict"] {
  if (verdicts.includes("does not hold")) return "does not hold";
  return verdicts.every((verdict) => verdict === "holds") ? "holds" : "cannot tell";
}

function together<B extends Bound>(names: readonly B[], judge: (bound: B) => Judgement): Judgement {
  const parts = names.map(judge);
  return {
    verdict: all(parts.map(({ verdict }) => verdict)),
    evidence: parts.map(({ evidence }) => evidence).join(" "),
  };
}

/** The regularisers with the largest and the smallest bound: whether they are as far apart as claimed. */
function farthestApart(
  own: readonly RegulariserResult[],
  bound: Bound,
  read: ReadBound,
  expected: Expected,
  criterion: string,
  beyond = 0,
): Judgement {
  const found = groups(own, ({ cell }) => cell.regulariser).flatMap(([name, trials]) => {
    const values = trials.map(read(bound));
    const centre = mean(values);
    return centre === null ? [] : [{ name, values, centre }];
  });
  const ordered = found.toSorted((a, b) => b.centre - a.centre);
  const [largest, smallest] = [ordered[0], ordered.at(-1)];
  if (!largest || !smallest || largest === smallest) return cannotTell(`${bounds[bound]} is not there`);
  const { value, interval } = differenceOf(largest.values, smallest.values)!;
  const moved = interval && ([interval[0] - beyond, interval[1] - beyond] as const);
  const ends = [largest, smallest].map(({ name, centre }) => `${formatMeasure(centre, bits)} (${name})`).join(" and ");
  const alone = interval ? "" : ", of single trials";
  return {
    verdict: verdictOf({ interval: moved }, expected),
    evidence: `${bounds[bound]} lies between ${ends}, ${formatEstimate({ value, interval }, bits)} bits apart${alone}; ${criterion}.`,
  };
}

function correlationClaim(results: readonly RegulariserResult[], bound: (typeof inputBounds)[number]): Judgement {
  const published = publishedCorrelations[bound];
  const correlate = (own: readonly RegulariserResult[], read: ReadBound) =>
    overRegularisers(own, [read(bound), readMeasure("error")], ([x, y]) => correlations.pearson(x!, y!));
  const judged = atNoises(results, (own, read) => {
    const estimate = correlate(own, read);
    const { interval } = estimate;
    const inside = interval && published >= interval[0] && published <= interval[1];
    const missing = interval
      ? `${published} is ${inside ? "inside" : "outside"}`
      : "too few regularisers for an interval";
    return {
      verdict: verdictOf(estimate, "above"),
      evidence: `r = ${formatEstimate(estimate, correlation)} with the test error; ${missing}.`,
    };
  });
  const noises = noisesOf(ofPaper(results));
  const found = noises.map(({ read }: NoiseOf) => verdictOf(correlate(ofPaper(results), read), "above"));
  const count = (verdict: Judgement["verdict"]) => found.filter((own) => own === verdict).length;
  const counts = `Of ${noises.length} noises the interval is above 0 at ${count("holds")}, below it at ${count("does not hold")}.`;
  return { ...judged, evidence: `${judged.evidence} ${counts}` };
}
