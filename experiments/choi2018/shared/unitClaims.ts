import type { CellResult, Claim, Judgement, Measure } from "netspectra/experiments";
import { type Expected, judgeDifference, judgeTogether } from "../../shared/judge.ts";
import { judgeBound } from "../../shared/judgeBound.ts";
import { trialsOf } from "../../shared/trialsOf.ts";
import type { UnitStatistics } from "./unitStatistics.ts";

export const unitMeasures = {
  classCorrelation: { label: "class-wise correlation", decimals: 2 },
  activeCorrelation: { label: "class-wise correlation where both units are active", decimals: 2 },
  correlation: { label: "correlation", decimals: 2 },
  activeClasses: { label: "classes that a unit is active for", decimals: 2 },
  sharedClasses: { label: "classes that two units are both active for", decimals: 2 },
  withinVariance: { label: "share of the variance within classes", decimals: 2 },
  classSpread: { label: "spread within active classes", decimals: 2 },
} as const satisfies Readonly<Record<keyof UnitStatistics, Measure>>;

/** Large, medium and small correlations (Cohen 1988), where the caption says "extremely high", "very low" and "almost no". */
const [large, medium, small] = [0.5, 0.3, 0.1];

type Results = readonly CellResult[];

/** As Table 2 has it; the other rows act on the last hidden layer alone, as Table 6 has them. */
export const dropoutInAllLayers = "dropout in all layers";

/** The caption does not say where dropout acts. */
const dropoutRows = [
  { row: "dropout", where: "behind the fifth layer, as in Table 6" },
  { row: dropoutInAllLayers, where: "behind all hidden layers, as in Table 2" },
];

/** What the caption of Figure 1 says, with numbers for its words. */
export const unitClaims: readonly Claim[] = [
  ...dropoutRows.map(({ row, where }) => ({
    statement: `Dropout (${where}) shows an extremely high class-wise correlation: higher than the baseline's, and large (above 0.5).`,
    source: "caption of Figure 1",
    judge: (results: Results) =>
      judgeTogether([
        against(results, row, "classCorrelation", "above"),
        bounded(results, row, "classCorrelation", "above", large),
      ]),
  })),
  {
    statement: "BN shows a very low correlation: class-wise lower than the baseline's, and less than medium (0.3).",
    source: "caption of Figure 1",
    judge: (results) =>
      judgeTogether([
        against(results, "BN", "classCorrelation", "below"),
        bounded(results, "BN", "classCorrelation", "below", medium),
      ]),
  },
  {
    statement: "CR shows almost no correlation: class-wise lower than the baseline's, and less than small (0.1).",
    source: "caption of Figure 1",
    judge: (results) =>
      judgeTogether([
        against(results, "CR", "classCorrelation", "below"),
        bounded(results, "CR", "classCorrelation", "below", small),
      ]),
  },
  {
    statement: "L1R typically allows only one or two classes to be activated per unit: two on average at most.",
    source: "caption of Figure 1",
    judge: (results) => bounded(results, "L1R", "activeClasses", "below", 2),
  },
  {
    statement:
      "Under L1R a class is activated over at most one of two units: on average fewer than half a class is shared by two units.",
    source: "caption of Figure 1",
    judge: (results) => bounded(results, "L1R", "sharedClasses", "below", 0.5),
  },
  ...dropoutRows.map(({ row, where }) => ({
    statement: `Under dropout (${where}) activations are more spread out for the active classes than in the baseline.`,
    source: "caption of Figure 1",
    judge: (results: Results) => against(results, row, "classSpread", "above"),
  })),
  {
    statement:
      "BN and CR are like the baseline in class-wise variance: the share of the variance within classes differs by less than 0.1.",
    source: "caption of Figure 1",
    judge: (results) =>
      judgeTogether(["BN", "CR"].map((name) => against(results, name, "withinVariance", { within: 0.1 }))),
  },
];

/** A regulariser's trials against the baseline's. */
function against(results: Results, name: string, measure: keyof UnitStatistics, expected: Expected): Judgement {
  return judgeDifference({
    first: { name, trials: trialsOf(results, { regulariser: name }, measure) },
    second: { name: "baseline", trials: trialsOf(results, { regulariser: "baseline" }, measure) },
    measure: unitMeasures[measure],
    expected,
  });
}

const bounded = (
  results: Results,
  name: string,
  measure: keyof UnitStatistics,
  side: "above" | "below",
  bound: number,
): Judgement =>
  judgeBound({
    name,
    trials: trialsOf(results, { regulariser: name }, measure),
    measure: unitMeasures[measure],
    side,
    bound,
  });
