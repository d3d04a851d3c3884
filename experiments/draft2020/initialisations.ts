import { defineStudy, firstSamples, type Measure, summarise } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { outputs } from "../shared/metrics.ts";
import { initialisationClaims, type PairCell } from "./claims/initialisationClaims.ts";
import { type Budgeted, budgetOf, budgets, depths, reductionsOf } from "./shared/budgets.ts";
import { viewNetwork } from "./shared/networkView.ts";
import { labelKinds, recipeOf } from "./shared/recipes.ts";
import { compareViews, type Similarity, similarities } from "./shared/similarities.ts";
import { similarityFigures } from "./shared/similarityFigures.ts";

interface Settings extends Budgeted {
  /** Initialisations, by their seeds. */
  readonly seeds: readonly number[];
  /** Samples that the networks are compared around. */
  readonly samples: number;
}

interface Side {
  readonly noise: number;
  readonly trained: boolean;
}
const learned: Side = { noise: labelKinds.true, trained: true };
const memorised: Side = { noise: labelKinds.random, trained: true };
const drawn: Side = { noise: labelKinds.true, trained: false };

/** Which networks are compared with which: those of other seeds, or of the same. */
const groups: Readonly<Record<string, { readonly sides: readonly [Side, Side]; readonly sameSeed?: boolean }>> = {
  "true-true": { sides: [learned, learned] },
  "random-random": { sides: [memorised, memorised] },
  "true-random": { sides: [learned, memorised] },
  "true-random, same start": { sides: [learned, memorised], sameSeed: true },
  untrained: { sides: [drawn, drawn] },
};

const deviation = (name: string) => `${name}Deviation`;
const measures = Object.fromEntries(
  Object.entries<Measure>(similarities).flatMap(([name, measure]) => [
    [name, measure],
    [deviation(name), { ...measure, label: "sd" }],
  ]),
);

export default defineStudy<PairCell, Settings>({
  id: "draft2020/initialisations",
  version: 1,
  title: "Ten initialisations: cross-correlations",
  about:
    "Do networks that start differently come to react alike? The draft looks at cross-correlations between ten random initialisations of perceptrons " +
    "that are trained normally and on random labels: normal–normal, random–random, normal–random; it does not say of what. Here of the " +
    "Jacobians at the same test samples (cosine), of M = 𝒥𝒥ᵀ (centred kernel alignment, debiased), and of the logarithms " +
    "of its eigenvalues. All networks with random labels learn the same random labels. Beside the three groups: pairs that start from the same " +
    "weights and learn different labels, and networks as they were drawn, which says what of a correlation comes from the " +
    "architecture and the data alone. Means and standard deviations (sd) are over pairs, which share networks and are not independent.",
  reproduces: { citation: "draft2020", items: ["Introduction: ten initialisations"] },
  scales: atScales((scale) => {
    const all = depths[scale];
    const samples = { smoke: 20, small: 300, paper: 1000, full: 1000 }[scale];
    const seeds = Array.from({ length: scale === "smoke" ? 2 : 10 }, (_, seed) => seed);
    return {
      grid: {
        data: Object.keys(budgets[scale]),
        layers: [...new Set([all[0]!, all.at(-1)!])],
        output: outputs[scale],
        pairs: Object.keys(groups),
      },
      settings: { budgets: budgets[scale], seeds, samples },
      reductions: reductionsOf(scale, samples),
    };
  }),
  recipes({ data, layers, pairs }, settings) {
    const budget = budgetOf(settings, data);
    const noises = new Set(groups[pairs]!.sides.map(({ noise }) => noise));
    return Object.fromEntries(
      [...noises].flatMap((noise) =>
        settings.seeds.map((seed) => [nameOf(noise, seed), recipeOf({ data, layers, seed, noise }, budget)]),
      ),
    );
  },
  async measure({ output, pairs }, networks, context) {
    const { seeds, samples: count } = context.settings;
    const { sides, sameSeed = false } = groups[pairs]!;
    const [first] = Object.values(networks);
    const samples = firstSamples(await context.samples(first!.recipe, "test"), count);
    const viewsOf = async ({ noise, trained }: Side) => {
      const views = [];
      for (const seed of seeds) {
        const network = networks[nameOf(noise, seed)]!;
        views.push(await viewNetwork(context, trained ? network.model : await network.epoch(0), samples, output));
      }
      return views;
    };
    const left = await viewsOf(sides[0]);
    const right = sides[0] === sides[1] ? left : await viewsOf(sides[1]);
    const compared = left.flatMap((a, i) =>
      right.flatMap((b, j) => {
        const wanted = sameSeed ? i === j : left === right ? i < j : i !== j;
        return wanted ? [{ i, j, found: compareViews(a, b) }] : [];
      }),
    );
    const columns = Object.keys(similarities) as Similarity[];
    const found = columns.map((name) => [name, compared.flatMap((pair) => pair.found[name] ?? [])] as const);
    return {
      measures: Object.fromEntries([
        ...found.flatMap(([name, values]) => {
          const { mean, deviation: spread } = summarise(values);
          return [
            [name, mean],
            [deviation(name), spread],
          ];
        }),
        ["pairs", compared.length],
      ]),
      arrays: {
        first: compared.map(({ i }) => i),
        second: compared.map(({ j }) => j),
        // Where one pair has no value, which is whose would be lost.
        ...Object.fromEntries(found.filter(([, values]) => values.length === compared.length)),
      },
    };
  },
  compare: {
    rows: ["data", "layers", "output", "pairs"],
    within: ["data", "layers", "output"],
    measures: { ...measures, pairs: { label: "pairs", decimals: 0 } },
  },
  claims: initialisationClaims,
  figures: similarityFigures,
});

const nameOf = (noise: number, seed: number) => `${noise > 0 ? "random" : "true"} ${seed}`;
