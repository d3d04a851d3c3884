import { edjm, outputLayer } from "netspectra/analyses";
import { random } from "netspectra/base";
import { defineStudy, firstSamples, type Measure } from "netspectra/experiments";
import { comparableOutput } from "netspectra/train";
import { atScales } from "../shared/atScales.ts";
import { metrics } from "../shared/metrics.ts";
import { answerDifference } from "./shared/answerDifference.ts";
import { type Budgeted, budgetOf, seeds } from "./shared/budgets.ts";
import { type MatrixName, type MatrixRow, matrices, matricesAt } from "./shared/matrices.ts";
import { matrixClaims } from "./shared/matrixClaims.ts";
import { characteristics, errors } from "./shared/measureTrial.ts";
import { recipeOf } from "./shared/recipes.ts";
import { fixedReductionsOf } from "./shared/reductions.ts";

type MatrixCell = { readonly matrix: string; readonly seed: number };
type Settings = Budgeted & { readonly candidates: number; readonly tuningEpochs: number };

const { rank: _, ...compared } = characteristics;
const further = {
  untunedError: { label: "error before fine-tuning", decimals: 2, percent: true },
  changedAnswers: { label: "changed answers", decimals: 2, percent: true },
  score: metrics.score,
} as const satisfies Readonly<Record<string, Measure>>;

export default defineStudy<MatrixCell, Settings>({
  id: "choi2018/table-3",
  version: 1,
  title: "Networks with the same answers and another representation",
  about:
    "The fifth layer of the baseline network of Table 6 is transformed, z̃ = Q (z − m): the weights before it become Q W and those " +
    "behind it W Q⁻¹, as if there were no ReLU, and where the answers change by it, the output layer is fitted to the training samples anew. A " +
    "positive diagonal passes ReLU and needs no fit (theorem 2). " +
    "“Ones” has m = 0 here; of 100 such matrices the one with the highest correlation at a comparable error (at most 0.5 points above) is taken. " +
    "Its units are S − (1 − dᵢ) zᵢ, S the sum of all: where S varies much more than a unit does, as in the published numbers (covariances of 723.55 " +
    "against 4.29), they are nearly the same for every such matrix, and the published correlation of 0.80 cannot be had with it. " +
    "Beyond the paper: a diagonal up to 16 between the ones, under which units differ more; a permuted diagonal; what fitting alone does to the " +
    "network as it is; error before the fit; answers that differ from the network's own; and the EDJM score of the probabilities.",
  reproduces: { citation: "choi2018", items: ["Table 3"] },
  scales: atScales((scale) => ({
    grid: { matrix: matricesAt(scale), seed: seeds[scale] },
    settings: {
      budget: budgetOf(scale, "mnist"),
      candidates: scale === "smoke" ? 2 : 100,
      tuningEpochs: scale === "smoke" ? 1 : 10,
    },
    reductions: fixedReductionsOf(scale, "mnist", seeds[scale].length),
  })),
  recipes: ({ seed }, { budget }) => ({
    network: recipeOf({ data: "mnist", condition: "default", regulariser: "baseline", seed }, budget),
  }),
  async measure({ matrix, seed }, networks, { platform, session, settings, samples }) {
    const { model, recipe } = networks["network"]!;
    const { transform, tuned, best }: MatrixRow = matrices[matrix as MatrixName];
    const [train, test] = [await samples(recipe, "train"), await samples(recipe, "test")];
    const { features, inputs } = outputLayer(model);
    const { result, network } = await comparableOutput(
      platform,
      model,
      { train, test },
      {
        ...session,
        layer: features,
        transform: typeof transform === "string" ? transform : transform(inputs, random(seed, matrix)),
        candidates: best ? settings.candidates : 1,
        epochs: tuned ? settings.tuningEpochs : 0,
        seed,
      },
    );
    const { after } = result;
    const { covariance, correlation, sparsity, deadUnit, exactRank, units } = after;
    const around = firstSamples(test, settings.budget.jacobians);
    const { score } = await edjm(platform, network, around, { ...session, output: "probabilities" });
    return {
      measures: {
        error: result.errorAfter,
        amplitude: after.activationAmplitude,
        ...{ covariance, correlation, sparsity, deadUnit, exactRank, units, score },
        untunedError: result.errorUntuned,
        ...(await answerDifference(platform, [model, network], test, session)),
        condition: result.condition,
        tuned: result.tuned,
      },
    };
  },
  compare: { rows: ["matrix"], measures: { error: errors.error, ...compared, ...further } },
  claims: matrixClaims,
  figures: async () => [],
});
