import { defineStudy, type Recipe, type Study } from "../src/experiments/index.ts";
import { renderFigure, scoreBars } from "../src/plots/index.ts";

const data = { source: "digits", limit: 200, validationLimit: 100, testLimit: 50 };
const training = { optimiser: { name: "sgd", learningRate: 0.1 }, batch: 50, epochs: 2 } as const;
const about = "What a study of a minute looks like.";

function everyScale<T>(one: T): Readonly<Record<"smoke" | "small" | "paper" | "full", T>> {
  return { smoke: one, small: one, paper: one, full: one };
}

/** Perceptrons of some depths and seeds, and how often they are right. */
export const depthStudy = defineStudy<{ layers: number; seed: number }, { units: number }>({
  id: "small/depth",
  version: 1,
  title: "Depth",
  about,
  reproduces: { citation: "wang2016", items: [] },
  scales: everyScale({ grid: { layers: [1, 2], seed: [0, 1] }, settings: { units: 8 }, reductions: ["all of it"] }),
  recipes: ({ layers, seed }, { units }) => ({
    network: { data, network: `mlp:${units}x${layers}`, training: { ...training, seed } },
  }),
  measure: async (_, { network }) => ({
    measures: { validationAccuracy: network!.accuracy.validation ?? null, parameters: network!.parameters },
    arrays: { losses: network!.history.map(({ trainingLoss }) => trainingLoss) },
  }),
  compare: {
    rows: ["layers"],
    measures: {
      validationAccuracy: { label: "validation accuracy", decimals: 1, percent: true },
      parameters: { label: "parameters", decimals: 0 },
    },
  },
  figures: async (results) => [
    await renderFigure({ name: "accuracies", title: "Accuracies", caption: "Shares." }, (layout) =>
      scoreBars(
        results.map(({ cell, measures }) => ({
          name: `${cell.layers} layers, seed ${cell.seed}`,
          score: measures["validationAccuracy"] ?? null,
          interval: null,
          accuracy: null,
        })),
        layout,
      ),
    ),
  ],
});

const teacher: Recipe = {
  data,
  network: "mlp:12",
  training,
  search: { learningRate: [0.001, 0.1], batch: [40, 50] },
};

/** A teacher that was searched for, its pupil, and a network before its training. */
export const pupilStudy = defineStudy<{ pupil: boolean }, Readonly<Record<string, never>>>({
  id: "small/pupil",
  version: 3,
  title: "Teacher and pupil",
  about,
  reproduces: { citation: "wang2016", items: ["Figure 3"] },
  scales: everyScale({ grid: { pupil: [false, true] }, settings: {}, reductions: [] }),
  recipes: ({ pupil }) => ({
    network: pupil
      ? { data, network: "mlp:6", training, keepEpochs: [0, 1], teacher: { recipe: teacher, temperature: 2 } }
      : teacher,
  }),
  async measure({ pupil }, { network }, { samples }) {
    const kept = pupil ? [await network!.epoch(0), await network!.epoch(1), network!.model] : [];
    return {
      measures: {
        validationAccuracy: network!.accuracy.validation ?? null,
        networks: pupil ? new Set(kept.map(({ sha256 }) => sha256)).size : null,
        rate: network!.recipe.training.optimiser?.learningRate ?? null,
        samples: (await samples(network!.recipe, "validation")).count,
      },
    };
  },
  compare: {
    rows: ["pupil"],
    measures: {
      validationAccuracy: { label: "validation accuracy", decimals: 1, percent: true },
      networks: { label: "different networks", decimals: 0 },
    },
  },
  figures: async () => [],
});

/** Perceptrons that learn labels as they are, and random ones; it says what all cells say together, too. */
export const labelStudy = defineStudy<{ noise: number }, Readonly<Record<string, never>>>({
  id: "small/labels",
  version: 1,
  title: "Labels",
  about,
  reproduces: { citation: "wang2016", items: [] },
  scales: everyScale({ grid: { noise: [0, 0.5, 1] }, settings: {}, reductions: [] }),
  recipes: ({ noise }) => ({
    network: {
      data: { ...data, validation: "none", ...(noise > 0 && { randomLabels: { share: noise, seed: 5 } }) },
      network: "mlp:64",
      training: {
        ...training,
        epochs: 200,
        schedule: { kind: "constant" },
        earlyStopping: { patience: 200, trainingAccuracy: 1 },
      },
    },
  }),
  async measure(_, { network }, { samples }) {
    const { recipe, accuracy, history } = network!;
    const { randomLabels: __, ...truth } = recipe.data;
    const [learned, told] = [await samples(recipe, "train"), await samples({ ...recipe, data: truth }, "train")];
    const [test, untouched] = [await samples(recipe, "test"), await samples({ ...recipe, data: truth }, "test")];
    const same = Array.from(learned.labels!).filter((label, i) => label === told.labels![i]).length;
    return {
      measures: {
        trueLabels: same / learned.count,
        trueTestLabels: Number(`${test.labels}` === `${untouched.labels}`),
        trainingAccuracy: accuracy.train,
        testAccuracy: accuracy.test ?? null,
        epochs: history.length,
      },
    };
  },
  compare: { rows: ["noise"], measures: { trainingAccuracy: { label: "training accuracy", decimals: 2 } } },
  overviews: (results) => [
    {
      title: "What the labels do",
      about: "The largest difference.",
      columns: { accuracy: { label: "test accuracy", decimals: 1, percent: true } },
      rows: [
        {
          name: "most",
          estimates: {
            accuracy: {
              value: Math.max(...results.map(({ measures }) => measures["testAccuracy"]!)),
              interval: [0, 1],
            },
          },
        },
      ],
    },
  ],
  figures: async () => [],
});

/** Trials that share one search, with the validation samples merged back at the end or not. */
export const trialStudy = defineStudy<{ merge: boolean; seed: number }, Readonly<Record<string, never>>>({
  id: "small/trials",
  version: 1,
  title: "Trials",
  about,
  reproduces: { citation: "choi2018", items: [] },
  scales: everyScale({ grid: { merge: [false, true], seed: [0, 1, 2] }, settings: {}, reductions: [] }),
  recipes: ({ merge, seed }) => ({
    network: {
      data: { ...data, validation: "last" },
      network: "mlp:8",
      training: { ...training, seed, regularisers: [{ name: "l2Weight", weight: 1 }] },
      // With a weight of 10 nothing is learned.
      search: { weight: [10, 0.001], seed: 0, merge },
    },
  }),
  async measure(_, networks, { samples }) {
    const { recipe, compared, accuracy } = networks["network"]!;
    const [regulariser] = recipe.training.regularisers ?? [];
    return {
      measures: {
        accuracy: accuracy.test ?? null,
        weight: (regulariser as { readonly weight: number }).weight,
        seed: recipe.training.seed ?? null,
        compared: compared.length,
        samples: (await samples(recipe, "train")).count,
        validation: accuracy.validation ?? null,
      },
    };
  },
  compare: { rows: ["merge"], measures: { accuracy: { label: "test accuracy", decimals: 2 } } },
  figures: async () => [],
});

export const smallStudies: readonly Study[] = [depthStudy, pupilStudy, labelStudy, trialStudy];
