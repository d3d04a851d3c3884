import { type CellResult, defineStudy, firstSamples } from "netspectra/experiments";
import { type Figure, metricScatter, publishedDots, renderFigure } from "netspectra/plots";
import { atScales } from "../shared/atScales.ts";
import { groups } from "../shared/groups.ts";
import { type Metric, measureMetrics, metrics, outputs } from "../shared/metrics.ts";
import { type FamilyCell, predictorClaims } from "./claims/predictorClaims.ts";
import { type Budgeted, budgetOf, budgets, type DataName, dataLabels, depths, reductionsOf } from "./shared/budgets.ts";
import { type JudgedNetwork, predictorOverview } from "./shared/predictorOverview.ts";
import { recipeOf } from "./shared/recipes.ts";

export default defineStudy<FamilyCell, Budgeted>({
  id: "draft2020/predictors",
  version: 1,
  title: "Which metric tells memorising from learning, and which predicts the test accuracy",
  about:
    "The draft asks for a metric that discriminates between networks trained normally and on random labels, and relates α and λmax to test accuracy. " +
    "A family of perceptrons (depth, width, learning rate, share of the training labels that are shuffled), all trained " +
    "until they answer every training sample right, and around the same test samples: α and λmax of the stacked Jacobian, its ranks and diagonal, " +
    "next to the Jacobian norm, the EDJM score, and the power laws of the weights, which need no data. No metric sees a test label.",
  reproduces: { citation: "draft2020", items: ["Outline: generalisation metrics"] },
  scales: atScales((scale) => {
    const [shallow, deep] = [depths[scale][0]!, depths[scale].at(-1)!];
    const smoke = scale === "smoke";
    const widths = { smoke: [16], small: [64, 256], paper: [128, 512], full: [128, 256, 512] }[scale];
    return {
      grid: {
        data: Object.keys(budgets[scale]),
        layers: [...new Set([shallow, deep])],
        width: widths,
        learningRate: smoke ? [0.1] : [0.01, 0.05],
        noise: smoke ? [0, 1] : [0, 0.25, 0.5, 1],
        output: outputs[scale],
        seed: { smoke: [0, 1], small: [0, 1], paper: [0, 1], full: [0, 1, 2, 3, 4] }[scale],
      },
      settings: { budgets: budgets[scale] },
      reductions: reductionsOf(scale).map((text) =>
        text.replace(/hidden layers of \d+ units/, "narrower hidden layers"),
      ),
    };
  }),
  recipes({ data, output: _, ...learner }, settings) {
    return { network: recipeOf({ data, ...learner }, budgetOf(settings, data)) };
  },
  async measure({ data, output }, networks, context) {
    const network = networks["network"]!;
    const samples = await context.samples(network.recipe, "test");
    const chosen = firstSamples(samples, budgetOf(context.settings, data).samples);
    const { measures } = await measureMetrics(context, network.model, chosen, output);
    const { train, test = null } = network.accuracy;
    return { measures: { trainingAccuracy: train, testAccuracy: test, ...measures } };
  },
  compare: {
    rows: ["data", "layers", "width", "learningRate", "noise", "output"],
    within: ["data", "output"],
    measures: {
      trainingAccuracy: { label: "training accuracy", decimals: 1, percent: true },
      testAccuracy: { label: "test accuracy", decimals: 1, percent: true },
      ...metrics,
    },
  },
  overviews: (results) => [predictorOverview(judged(results))],
  claims: predictorClaims,
  figures: async (results) => {
    const networks = groups(results, ({ cell: { data, output } }) => JSON.stringify([data, output]));
    const scatters = networks.flatMap(([, own]) => scattered.map((metric) => scatter(own, metric)));
    const areas = predictorOverview(judged(results)).rows.map(({ name, estimates: { memorised } }) => ({
      name,
      ours: memorised?.value ?? null,
      interval: memorised?.interval ?? null,
    }));
    const about = {
      name: "memorised-or-learned",
      title: "Which metric tells memorising from learning",
      caption:
        "The chance that a network that memorised random labels has a larger value than one that learned true ones, with 95 % of a " +
        "bootstrap over the networks: 0 and 1 tell them apart without fail, ½ not at all.",
    };
    const dots = renderFigure(about, (layout) => publishedDots(areas, { ...layout, measure: "area under the curve" }));
    return await Promise.all([dots, ...scatters]);
  },
});

/** Those that the draft names. */
const scattered: readonly Metric[] = ["alpha", "logLambdaMax"];

function judged(results: readonly CellResult<FamilyCell>[]): readonly JudgedNetwork[] {
  return results.flatMap(({ cell: { data, output, noise }, measures }) => {
    const { testAccuracy = null, ...rest } = measures;
    return testAccuracy === null ? [] : [{ data, output, noise, testAccuracy, metrics: rest }];
  });
}

function scatter(results: readonly CellResult<FamilyCell>[], metric: Metric): Promise<Figure> {
  const { data, output } = results[0]!.cell;
  const series = groups(results, ({ cell }) => `${100 * cell.noise} % random labels`).map(([name, own]) => ({
    name,
    points: own.flatMap(({ measures }) => {
      const [x, y] = [measures[metric], measures["testAccuracy"]];
      return typeof x === "number" && typeof y === "number" ? [{ x, y }] : [];
    }),
  }));
  const { label } = metrics[metric];
  const about = {
    name: `accuracy-${metric}-${data}-${output}`,
    title: `${dataLabels[data as DataName] ?? data}, ${output}: ${label} and test accuracy`,
    caption: metricScatter.shows,
  };
  return renderFigure(about, (layout) =>
    metricScatter(series, { ...layout, x: label, y: "test accuracy", percentY: true }),
  );
}
