import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budgeted, budgetOf, seeds } from "./shared/budgets.ts";
import { informationClaims } from "./shared/informationClaims.ts";
import { informationFigures } from "./shared/informationFigures.ts";
import { noiseOverview, ofPaper, predictorsOverview } from "./shared/informationOverviews.ts";
import { informationMeasures, measureInformation } from "./shared/measureInformation.ts";
import { errors, measureTrial } from "./shared/measureTrial.ts";
import { recipeOf } from "./shared/recipes.ts";
import { reductionsOf } from "./shared/reductions.ts";
import { regularisersAt } from "./shared/regularisers.ts";

type RegulariserCell = { readonly regulariser: string; readonly seed: number };

interface InformationSettings extends Budgeted {
  /** Test samples between which distances are taken. */
  readonly informationSamples: number;
}

const testSamples = 10_000;
const informationSamples = { smoke: testSamples, small: 4000, paper: testSamples, full: testSamples };

export default defineStudy<RegulariserCell, InformationSettings>({
  id: "choi2018/figure-4",
  version: 1,
  title: "Mutual information and generalisation error",
  about:
    "The networks of [Table 6](table-6.md), and what their fifth hidden layer z tells of the sample and of its label: upper and lower bounds on " +
    "I(z;x) and I(z;y) over the test samples, in bits (Kolchinsky and Tracey 2017). Bounds are those of z with Gaussian noise on every unit, and depend on " +
    "the noise's variance σ², which the paper does not state. They are taken at 13 variances around σ² = 0.1 (customary since Saxe et al. " +
    "2018, but at the most that so many samples can show, log₂ n, for wide layers) and at 13 multiples of the layer's own mean unit variance v, " +
    "which do not depend on the scale of the activations. Nor does the paper define the generalisation error: here are the test error, and the " +
    "test error less the training error. Published errors are those of Table 6, which the paper says are of the same network.",
  reproduces: { citation: "choi2018", items: ["Figure 4"] },
  scales: atScales((scale) => ({
    grid: { regulariser: regularisersAt(scale), seed: seeds[scale] },
    settings: { budget: budgetOf(scale, "mnist"), informationSamples: informationSamples[scale] },
    reductions: [
      ...reductionsOf(scale, "mnist"),
      ...(informationSamples[scale] < testSamples
        ? [`Bounds from the first ${informationSamples[scale].toLocaleString("en-US")} test samples.`]
        : []),
    ],
  })),
  recipes: ({ regulariser, seed }, { budget }) => ({
    network: recipeOf({ data: "mnist", condition: "default", regulariser, seed }, budget),
  }),
  async measure(_, networks, context) {
    const network = networks["network"]!;
    const { measures, arrays } = await measureInformation(network, context, context.settings.informationSamples);
    const trial = await measureTrial(network, context);
    return { measures: { ...trial.measures, ...measures }, ...(arrays && { arrays }) };
  },
  compare: { rows: ["regulariser"], measures: { ...errors, ...informationMeasures } },
  overviews: (results) => [
    noiseOverview(results),
    predictorsOverview(results, false),
    ...(ofPaper(results).length < results.length ? [predictorsOverview(results, true)] : []),
  ],
  claims: informationClaims,
  figures: informationFigures,
});
