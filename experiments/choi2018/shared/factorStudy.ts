import { defineStudy, type Study } from "netspectra/experiments";
import { atScales } from "../../shared/atScales.ts";
import { type Budgeted, seeds } from "./budgets.ts";
import {
  type FactorCell,
  type FactorRegulariser,
  factorBudget,
  factorGrid,
  factorMeasures,
  factorRecipe,
  factorReductions,
  measureFactors,
} from "./factorCells.ts";
import { factorClaims } from "./factorClaims.ts";
import { factorFigures } from "./factorFigures.ts";
import { factorOverview } from "./factorOverview.ts";

/** A regulariser that controls one statistic of the representation, and what it does to data of few and of many factors. */
export interface ControlledStatistic {
  readonly id: string;
  readonly title: string;
  /** "Figure 2" */
  readonly item: string;
  readonly regulariser: {
    /** Without its weight. */
    readonly config: FactorRegulariser;
    /** What the paper calls it. */
    readonly label: string;
    readonly description: string;
    /** How the paper's formula is read, where that is not as printed. */
    readonly reading?: string;
  };
  readonly statistic: "sparsity" | "rank";
  /** The loss weights of the scale "small". */
  readonly fewWeights: readonly number[];
  /** Whether the statistic grows with the weight. */
  readonly rises: boolean;
}

/** Section 4.3: Figures 2 and 3, which differ in the regulariser and in what it controls. */
export function factorStudy(controlled: ControlledStatistic): Study {
  const { id, title, item, regulariser, statistic } = controlled;
  const { [statistic]: own, accuracy } = factorMeasures;
  return defineStudy<FactorCell, Budgeted>({
    id,
    version: 1,
    title,
    about:
      `Does ${regulariser.description} (${regulariser.label}) help more where few independent factors have made the data? The perceptron of ` +
      "Table 6 is trained on two families of data whose number of factors is known: ten classes of D Gaussian factors that are mixed into " +
      `1,000 dimensions, and MNIST in its first D principal components. ${regulariser.label} acts on the fifth hidden layer with each of the loss ` +
      `weights, of which none is chosen; measured are the ${own.label} of that layer and the accuracy on the test samples. No numbers were published ` +
      `of this figure; the text says how the ${own.label} is ordered by the weight.` +
      (regulariser.reading ? ` ${regulariser.reading}` : ""),
    reproduces: { citation: "choi2018", items: [item] },
    scales: atScales((scale) => ({
      grid: factorGrid(scale, seeds[scale], controlled.fewWeights),
      settings: { budget: factorBudget(scale) },
      reductions: factorReductions[scale],
    })),
    recipes: (cell, { budget }) => ({ network: factorRecipe(cell, regulariser.config, budget) }),
    measure: (_, networks, context) => measureFactors(networks["network"]!, context),
    compare: {
      rows: ["data", "factors", "weight"],
      within: ["data", "factors"],
      measures: { [statistic]: own, accuracy },
    },
    overviews: (results) => [factorOverview(controlled, results)],
    claims: factorClaims(controlled),
    figures: (results) => factorFigures(controlled, results),
  });
}
