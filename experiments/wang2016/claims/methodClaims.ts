import type { Claim } from "netspectra/experiments";
import { cannotTell, differenceOf, verdictOf } from "../../shared/judge.ts";
import { trialsOf } from "../../shared/trialsOf.ts";
import { type DataName, dataSets } from "../shared/dataSets.ts";
import { type Contrast, contrastClaim } from "./contrastClaim.ts";
import { phoneAccuracy, score, testAccuracy } from "./measures.ts";

/** A cell of the study that is judged. */
export type MethodCell = { readonly data: string; readonly method: string; readonly seed: number };

function contrast(
  measure: Contrast<MethodCell>["measure"],
  first: string,
  expected: Contrast<MethodCell>["expected"],
  second: string,
): Contrast<MethodCell> {
  const side = (method: string) => ({ name: method === "none" ? "plain training" : method, where: { method } });
  return { first: side(first), second: side(second), measure, expected };
}

/** Figure 6. */
export const spectrumClaims: readonly Claim<MethodCell>[] = (["mnist", "cifar10"] as const).flatMap((data) => {
  const source = "section 5, Figure 6";
  const on = `on ${dataSets[data].label}`;
  return [
    contrastClaim(data, { statement: `The layer spectrum regulariser raises the score ${on}.`, source }, [
      contrast(score, "layer spectrum", "above", "none"),
    ]),
    contrastClaim(
      data,
      { statement: `The layer spectrum regulariser raises the score more than dropout does ${on}.`, source },
      [contrast(score, "layer spectrum", "above", "dropout")],
    ),
  ];
});

const accuracyOf = (data: DataName) => (data === "timit" ? phoneAccuracy : testAccuracy);

/** Table 1. */
export const accuracyClaims: readonly Claim<MethodCell>[] = (["mnist", "cifar10", "timit"] as const).flatMap((data) => {
  const source = "section 5, Table 1";
  const measure = accuracyOf(data);
  const on = `on ${dataSets[data].label}`;
  const expected = data === "timit" ? "above" : "below";
  return [
    contrastClaim(data, { statement: `Dropout raises the test accuracy ${on}.`, source }, [
      contrast(measure, "dropout", "above", "none"),
    ]),
    contrastClaim(data, { statement: `The layer spectrum regulariser raises the test accuracy ${on}.`, source }, [
      contrast(measure, "layer spectrum", "above", "none"),
    ]),
    contrastClaim(
      data,
      {
        statement: `With the layer spectrum regulariser the test accuracy is ${data === "timit" ? "higher" : "lower"} than with dropout ${on}.`,
        source,
      },
      [contrast(measure, "layer spectrum", expected, "dropout")],
    ),
  ];
});

/** "About 3 times" is read as 2 to 4.5 times. */
const svdCostClaim: Claim<MethodCell> = {
  statement: "Training with SVD layers takes about 3 times as long as ordinary training.",
  source: "section 5",
  judge(results) {
    const logs = (method: string) =>
      trialsOf(results, { data: "mnist", method }, "stepMilliseconds").flatMap((value) =>
        typeof value === "number" ? [Math.log(value)] : [],
      );
    const ratio = differenceOf(logs("layer spectrum"), logs("none"));
    if (!ratio?.interval) return cannotTell("There are fewer than two trainings on MNIST with and without SVD layers");
    const [low, high] = ratio.interval;
    const times = (log: number) => Math.exp(log).toFixed(1);
    return {
      verdict: verdictOf({ interval: [low - Math.log(3), high - Math.log(3)] }, { within: Math.log(1.5) }),
      evidence: `A step took ${times(ratio.value)} (${times(low)} … ${times(high)}) times as long, on a machine that may have done other work beside; 2 to 4.5 is read as about 3.`,
    };
  },
};

/** What section 5 expects of equation 13 and of what stands in for it. */
export const equation13Claims: readonly Claim<MethodCell>[] = [
  contrastClaim(
    "mnist",
    {
      statement: "Equation 13 makes the singular values of the EDJM high: it raises the score.",
      source: "section 5, equation 13",
    },
    [contrast(score, "equation 13", "above", "none")],
  ),
  contrastClaim(
    "mnist",
    {
      statement: "Making the singular values of the EDJM high (equation 13) boosts the performance.",
      source: "section 5, title and first paragraph",
    },
    [contrast(testAccuracy, "equation 13", "above", "none")],
  ),
  contrastClaim(
    "mnist",
    {
      statement: "Penalising the spectra of the weights instead raises the score, too.",
      source: "section 5, after equation 13",
    },
    [contrast(score, "layer spectrum", "above", "none")],
  ),
  svdCostClaim,
];
