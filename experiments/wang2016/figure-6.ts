import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type MethodCell, spectrumClaims } from "./claims/methodClaims.ts";
import { type Budgeted, budgetOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import {
  bestNetwork,
  type Method,
  methodBudgets,
  methodRecipes,
  methodsAt,
  paperMethods,
  type structures,
  weightReductions,
} from "./shared/methods.ts";
import { spectrumFigures } from "./shared/spectrumFigures.ts";

interface Settings extends Budgeted {
  readonly methods: Readonly<Record<string, Method>>;
}

export default defineStudy<MethodCell, Settings>({
  id: "wang2016/figure-6",
  version: 1,
  title: "The layer spectrum regulariser: spectra",
  about:
    "Does a penalty on the spectra of the weights, −λ Σ log σ on SVD layers, raise the spectrum of the EDJM, as dropout does? Networks of 2 × 1k on " +
    "MNIST and of 3 × 4k on CIFAR-10: plain, with dropout (rate 0.5), and with SVD layers in place of the hidden layers, " +
    "projected every epoch. λ and the learning rate are those with the best validation accuracy of a few; the paper does not give its own. " +
    "The text gives no numbers for this figure, but says that both raise the score, and the layer spectrum more than dropout.",
  reproduces: { citation: "wang2016", items: ["Figure 6 A", "Figure 6 B", "Figure 6 C"] },
  scales: atScales((scale) => {
    const budgets = methodBudgets(scale);
    const methods = methodsAt(paperMethods, scale);
    return {
      grid: { data: Object.keys(budgets), method: Object.keys(methods), seed: seeds[scale] },
      settings: { budgets, methods },
      reductions: [...reductionsOf(budgets), ...weightReductions(scale)],
    };
  }),
  recipes({ data, method, seed }, settings) {
    return methodRecipes(settings.methods[method]!, data as keyof typeof structures, seed, budgetOf(settings, data));
  },
  alternatives: true,
  async measure({ data }, networks, context) {
    const { network, weight } = bestNetwork(networks);
    const { measures, arrays } = await measureNetwork(network, context, budgetOf(context.settings, data));
    return { measures: { ...measures, weight }, ...(arrays && { arrays }) };
  },
  compare: {
    rows: ["data", "method"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: spectrumClaims,
  figures: (results) => spectrumFigures(results, { name: ({ method }) => method }),
});
