import { defineStudy, firstSamples } from "netspectra/experiments";
import { type Figure, renderFigure, scoreCurve } from "netspectra/plots";
import { atScales } from "../shared/atScales.ts";
import { groups, mean } from "../shared/groups.ts";
import { adjusted, type Budgeted, budgetOf, budgetsOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { type DataName, dataSets } from "./shared/dataSets.ts";
import { measureSpectrum } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { layersName } from "./shared/spectrumFigures.ts";

type SamplesCell = { readonly data: string; readonly layers: number; readonly samples: number; readonly seed: number };

export default defineStudy<SamplesCell, Budgeted>({
  id: "wang2016/samples",
  version: 1,
  title: "The score against the number of samples",
  about:
    "The score sums over the tenth of the singular values that are largest (equation 12), and there are min(n, d) of them: how does it depend on the " +
    "number n of samples, and does the order of networks? The networks of Figure 1 with one and four layers, around growing " +
    "parts of the validation set of 10,000. Below n = d (784 on MNIST, 3,072 on CIFAR-10) the number of values that are summed grows with n.",
  reproduces: { citation: "wang2016", items: [] },
  scales: atScales((scale) => {
    const samples = scale === "smoke" ? [10, 40] : [100, 200, 500, 1000, 2000, 5000, 10_000];
    const chosen = budgetsOf(scale, scale === "small" ? ["mnist"] : ["digits", "mnist", "cifar10"]);
    const budgets = adjusted(chosen, () => ({ samples: Math.max(...samples) }));
    return {
      grid: { data: Object.keys(budgets), layers: [1, 4], samples, seed: seeds[scale] },
      settings: { budgets },
      reductions: [...reductionsOf(budgets), ...(scale === "small" ? ["MNIST only."] : [])],
    };
  }),
  recipes({ data, layers, seed }, settings) {
    const budget = budgetOf(settings, data);
    return { network: recipeOf(data, unitsInLayers(data, layers, budget), seed, budget) };
  },
  async measure({ samples: count }, { network }, context) {
    const validation = await context.samples(network!.recipe, "validation");
    const { score, arrays } = await measureSpectrum(context, network!.model, firstSamples(validation, count));
    return { measures: { score }, arrays };
  },
  compare: {
    rows: ["data", "layers", "samples"],
    within: ["data", "samples"],
    measures: { score: { label: "score", decimals: 2 } },
  },
  figures: (results) =>
    Promise.all(
      groups(results, ({ cell }) => cell.data).map(([data, own]): Promise<Figure> => {
        const curves = groups(own, ({ cell }) => layersName(cell));
        const rows = curves.map(([name, cells]) => ({
          name,
          points: groups(cells, ({ cell }) => `${cell.samples}`).map(([samples, same]) => ({
            samples: Number(samples),
            score: mean(same.map(({ measures }) => measures["score"])),
          })),
        }));
        const title = `${dataSets[data as DataName].label}: score against samples`;
        return renderFigure({ name: `score-${data}`, title, caption: scoreCurve.shows }, (layout) =>
          scoreCurve(rows, { ...layout, logX: true }),
        );
      }),
    ),
});
