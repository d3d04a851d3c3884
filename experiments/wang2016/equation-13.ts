import { defineStudy, firstSamples } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { equation13Claims, type MethodCell } from "./claims/methodClaims.ts";
import { type Budgeted, budgetOf, budgets, reductionsOf, seeds } from "./shared/budgets.ts";
import { type DataName, dataSets } from "./shared/dataSets.ts";
import { measureSpectrum } from "./shared/measureSpectrum.ts";
import {
  bestNetwork,
  type Method,
  methodRecipes,
  methodsAt,
  paperMethods,
  type structures,
  weightReductions,
  withLearningRates,
} from "./shared/methods.ts";
import { spectrumFigures } from "./shared/spectrumFigures.ts";

interface Settings extends Budgeted {
  readonly methods: Readonly<Record<string, Method>>;
}

const methods = {
  ...paperMethods,
  // 1e-2 is what Hoffman et al. (2019) train a LeNet on MNIST with; a decade on either side.
  "Jacobian norm": { regulariser: "jacobianNorm", weights: [1e-3, 1e-2, 1e-1] },
  // A batch of 100 has 1000 singular values over ten outputs: with 1e-4, making all larger by e is worth 0.1 nats of loss.
  "equation 13": { regulariser: "edjmLogDeterminant", weights: [1e-5, 1e-4, 1e-3] },
} as const satisfies Readonly<Record<string, Method>>;

export default defineStudy<MethodCell, Settings>({
  id: "wang2016/equation-13",
  version: 1,
  title: "Equation 13 itself, against what stands in for it",
  about:
    "The paper wants the singular values of the EDJM to be high, −λ Σ log σ over all outputs (equation 13), finds that too expensive to train with, and " +
    "penalises the spectra of the weights instead. Is that the same? Here equation 13 is computed as it stands, on the EDJM " +
    "of each mini-batch and all outputs, in log-determinant form, and compared with the layer spectrum, dropout, the norm of the Jacobian " +
    "(Hoffman et al. 2019; it wants singular values to be low) and no regularisation, on MNIST and 2 × 1k units. Weights and learning rates are " +
    "those with the best validation accuracy of a few. The milliseconds of a step are those of the whole training divided " +
    "by its steps, evaluation included, on a machine that may have done other work beside.",
  reproduces: { citation: "wang2016", items: [] },
  scales: atScales((scale) => {
    const { digits, mnist } = { digits: undefined, mnist: undefined, ...budgets[scale] };
    const chosen = withLearningRates({ ...(digits && { digits }), ...(mnist && { mnist }) });
    const tried = methodsAt(methods, scale);
    return {
      grid: { data: Object.keys(chosen), method: Object.keys(tried), seed: seeds[scale] },
      settings: { budgets: chosen, methods: tried },
      reductions: [...reductionsOf(chosen), ...weightReductions(scale)],
    };
  }),
  recipes({ data, method, seed }, settings) {
    return methodRecipes(settings.methods[method]!, data as keyof typeof structures, seed, budgetOf(settings, data));
  },
  alternatives: true,
  async measure({ data }, networks, context) {
    const { network, weight } = bestNetwork(networks);
    const budget = budgetOf(context.settings, data);
    const samples = await context.samples(network.recipe, "validation");
    const { score, arrays } = await measureSpectrum(context, network.model, firstSamples(samples, budget.samples));
    const { batch = 100 } = network.recipe.training;
    const { limit = dataSets[data as DataName].samples.train } = budget;
    const steps = Math.floor(limit / batch) * network.history.length;
    const { accuracy, seconds } = network;
    return {
      measures: {
        score,
        validationAccuracy: accuracy.validation ?? null,
        testAccuracy: accuracy.test ?? null,
        stepMilliseconds: (1000 * seconds) / steps,
        weight,
      },
      arrays,
    };
  },
  compare: {
    rows: ["data", "method"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
      testAccuracy: { label: "test accuracy", decimals: 2, percent: true },
      stepMilliseconds: { label: "milliseconds a step", decimals: 1 },
    },
  },
  claims: equation13Claims,
  figures: (results) => spectrumFigures(results, { name: ({ method }) => method }),
});
