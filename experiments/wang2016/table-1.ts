import { defineStudy, type Scale } from "netspectra/experiments";
import { phoneAccuracy } from "netspectra/train";
import { atScales } from "../shared/atScales.ts";
import { accuracyClaims, type MethodCell } from "./claims/methodClaims.ts";
import { type Budget, type Budgeted, type Budgets, budgetOf, reductionsOf, seeds } from "./shared/budgets.ts";
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

interface Settings extends Budgeted {
  readonly methods: Readonly<Record<string, Method>>;
}

/** TIMIT is the user's to supply; the sample that comes with NLTK has about as many frames as the small scale takes. */
const speech: Readonly<Partial<Record<Scale, Omit<Budget, "samples">>>> = {
  small: {
    limit: 29_000,
    epochs: 6,
    divided: { units: 8, filters: 1, parameters: 1 },
  },
};

export default defineStudy<MethodCell, Settings>({
  id: "wang2016/table-1",
  version: 1,
  title: "The layer spectrum regulariser: accuracies",
  about:
    "Does a penalty on the spectra of the weights, −λ Σ log σ on SVD layers, help as much as dropout? Test accuracy on MNIST (2 × 1k units) and " +
    "CIFAR-10 (3 × 4k), phone accuracy on TIMIT (3 × 2k, 15 frames of 123 numbers in, 61 phones out): plain, with dropout " +
    "(rate 0.5), and with SVD layers in place of the hidden layers, projected every epoch. λ and the learning rate are those with the best " +
    "validation accuracy of a few. Phones are decoded by Viterbi's algorithm with a bigram of the training transcriptions, " +
    "whose weight and insertion penalty are chosen on the validation utterances, and folded to 39.",
  reproduces: { citation: "wang2016", items: ["Table 1"] },
  scales: atScales((scale) => {
    const budgets = tableBudgets(scale);
    const methods = methodsAt(paperMethods, scale);
    return {
      grid: { data: Object.keys(budgets), method: Object.keys(methods), seed: seeds[scale] },
      settings: { budgets, methods },
      reductions: [
        ...reductionsOf(budgets, { spectra: false }),
        ...weightReductions(scale),
        ...(scale === "small" ? ["Without CIFAR-10, whose networks Figure 6 trains."] : []),
      ],
    };
  }),
  recipes({ data, method, seed }, settings) {
    return methodRecipes(settings.methods[method]!, data as keyof typeof structures, seed, budgetOf(settings, data));
  },
  alternatives: true,
  async measure({ data }, networks, context) {
    const { network, weight } = bestNetwork(networks);
    const { validation = null, test = null } = network.accuracy;
    if (data !== "timit") return { measures: { testAccuracy: test, validationAccuracy: validation, weight } };
    const of = (split: "train" | "validation" | "test") => context.samples(network.recipe, split);
    const { phones, frames } = await phoneAccuracy(context.platform, network.model, await of("test"), {
      ...context.session,
      train: await of("train"),
      validation: await of("validation"),
    });
    return {
      measures: {
        testAccuracy: phones.accuracy,
        frameAccuracy: frames.accuracy,
        validationAccuracy: validation,
        weight,
      },
    };
  },
  compare: {
    rows: ["data", "method"],
    within: ["data"],
    measures: {
      testAccuracy: { label: "test accuracy (TIMIT: of phones)", decimals: 2, percent: true },
      validationAccuracy: { label: "validation accuracy (TIMIT: of frames)", decimals: 2, percent: true },
    },
  },
  claims: accuracyClaims,
  figures: async () => [],
});

function tableBudgets(scale: Scale): Budgets {
  const { cifar10, ...others } = methodBudgets(scale);
  if (!cifar10) return others;
  const timit = { ...cifar10, ...speech[scale] };
  return scale === "small" ? { ...others, timit } : { ...others, cifar10, timit };
}
