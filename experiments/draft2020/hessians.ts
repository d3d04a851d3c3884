import { hessian } from "netspectra/analyses";
import { type CellResult, defineStudy, firstSamples, type Measure, type Scale } from "netspectra/experiments";
import { type Figure, type GridDensity, hessianDensity, publishedDots, renderFigure } from "netspectra/plots";
import { atScales } from "../shared/atScales.ts";
import { groups, mean, meanInterval } from "../shared/groups.ts";
import { hessianClaims, type LabelCell } from "./claims/hessianClaims.ts";
import {
  type Budgeted,
  budgetOf,
  budgets,
  type DataName,
  dataLabels,
  depths,
  layersText,
  reductionsOf,
  seeds,
} from "./shared/budgets.ts";
import { type LabelKind, labelKinds, recipeOf } from "./shared/recipes.ts";

interface Settings extends Budgeted {
  /** Training samples whose mean loss is differentiated: the first so many. */
  readonly samples: number;
  /** Random vectors, and Lanczos steps for each. */
  readonly probes: number;
  readonly steps: number;
  /** Products with vectors for λmax and λmin, at most, and for the trace. */
  readonly mostProducts: number;
  readonly traceProducts: number;
}

const shape = {
  negativeFraction: { label: "index: share of negative eigenvalues", decimals: 4 },
  negativeMass: { label: "their share of Σ|λ|", decimals: 4 },
  symmetry: { label: "symmetry", decimals: 3 },
  roughness: { label: "roughness", decimals: 2 },
} as const satisfies Readonly<Record<string, Measure>>;

const most = { samples: 10_000, probes: 10, steps: 80, mostProducts: 400, traceProducts: 99 } as const;
const efforts: Readonly<Record<Scale, Omit<Settings, "budgets">>> = {
  smoke: { samples: 20, probes: 1, steps: 6, mostProducts: 10, traceProducts: 6 },
  small: { samples: 500, probes: 4, steps: 60, mostProducts: 100, traceProducts: 30 },
  paper: most,
  full: most,
};

export default defineStudy<LabelCell, Settings>({
  id: "draft2020/hessians",
  version: 1,
  title: "Hessians of networks that learned and of networks that memorised",
  about:
    "The draft's first experiment: “For shallow MLPs, the spectral density of the Hessian showed a larger index (number of negative eigenvalues), " +
    "as well as more symmetry about zero and overall more roughness (need to quantify this better). For deeper MLPs, this difference between the " +
    "spectral density of the random label transformed network and the normal network went away.” Here the Hessian of the mean loss by all " +
    "parameters around training samples, with the labels that the network has learned: its density by stochastic Lanczos quadrature, and from it index, " +
    "symmetry and roughness as docs/definitions.md has them.",
  reproduces: { citation: "draft2020", items: ["Introduction: Hessians of shallow and deep networks"] },
  scales: atScales((scale) => {
    const effort = efforts[scale];
    return {
      grid: {
        data: Object.keys(budgets[scale]),
        layers: depths[scale],
        labels: Object.keys(labelKinds),
        seed: seeds[scale],
      },
      settings: { budgets: budgets[scale], ...effort },
      reductions: [
        ...reductionsOf(scale, effort.samples).map((text) => text.replace("Jacobians around", "Hessians around")),
        ...(scale === "small"
          ? [`${effort.probes} random vectors and ${effort.steps} Lanczos steps instead of 10 and 80.`]
          : []),
      ],
    };
  }),
  recipes({ data, layers, labels, seed }, settings) {
    const noise = labelKinds[labels as LabelKind];
    return { network: recipeOf({ data, layers, seed, noise }, budgetOf(settings, data)) };
  },
  async measure(_, networks, { platform, session, settings, samples }) {
    const network = networks["network"]!;
    const chosen = firstSamples(await samples(network.recipe, "train"), settings.samples);
    const { samples: _around, budgets: _budgets, ...effort } = settings;
    const ends = { values: 1, smallest: 1 } as const;
    const found = await hessian(platform, network.model, chosen, { ...session, method: "slq", ...ends, ...effort });
    const { negative, density } = found;
    const { train, test = null } = network.accuracy;
    return {
      measures: {
        trainingAccuracy: train,
        testAccuracy: test,
        loss: found.loss,
        lambdaMax: found.lambdaMax,
        lambdaMin: found.lambdaMin,
        trace: found.trace,
        negativeFraction: negative?.fraction ?? null,
        negativeMass: negative?.mass ?? null,
        symmetry: found.symmetry,
        roughness: found.roughness,
        parameters: found.parameters,
      },
      arrays: density
        ? {
            grid: density.grid.filter(isKept),
            density: density.density.filter(isKept),
            standardError: density.standardError.filter(isKept),
            kernel: [density.kernel],
          }
        : {},
    };
  },
  compare: {
    rows: ["data", "layers", "labels"],
    within: ["data", "layers"],
    measures: {
      trainingAccuracy: { label: "training accuracy", decimals: 1, percent: true },
      testAccuracy: { label: "test accuracy", decimals: 1, percent: true },
      loss: { label: "loss", decimals: 4 },
      lambdaMax: { label: "λmax", decimals: 3 },
      lambdaMin: { label: "λmin", decimals: 3 },
      trace: { label: "trace", decimals: 2 },
      ...shape,
    },
  },
  claims: hessianClaims,
  figures: async (results) => [...(await densities(results)), ...(await shapes(results))],
});

/** Of the points of a density's grid, of which a Gaussian has a dozen. */
const isKept = (_: number, i: number) => i % 4 === 0;

/** The density of the first seed's networks, true and random labels over each other. */
function densities(results: readonly CellResult<LabelCell>[]): Promise<readonly Figure[]> {
  return Promise.all(
    groups(results, ({ cell: { data, layers } }) => JSON.stringify([data, layers])).map(([, own]) => {
      const { data, layers } = own[0]!.cell;
      const rows = groups(own, ({ cell }) => `${cell.labels} labels`).flatMap(([name, [first]]): GridDensity[] => {
        const { grid, density, standardError, kernel } = first?.arrays ?? {};
        const eigenvalues = first?.measures["parameters"];
        if (!grid || !density || !standardError || !kernel || typeof eigenvalues !== "number") return [];
        return [{ name, grid, density, standardError, kernel: kernel[0]!, eigenvalues }];
      });
      const about = {
        name: `density-${data}-${layers}`,
        title: `${dataLabels[data as DataName] ?? data}, ${layersText(layers)}: spectral density of the Hessian`,
        caption: `${hessianDensity.shows} Of several seeds the first.`,
      };
      return renderFigure(about, (layout) => hessianDensity(rows, layout));
    }),
  );
}

/** Index, symmetry and roughness of all kinds of networks. */
function shapes(results: readonly CellResult<LabelCell>[]): Promise<readonly Figure[]> {
  return Promise.all(
    groups(results, ({ cell }) => cell.data).flatMap(([data, own]) =>
      Object.entries<Measure>(shape).map(([measure, { label }]) => {
        const rows = groups(own, ({ cell }) => `${layersText(cell.layers)}, ${cell.labels} labels`).map(
          ([name, cells]) => {
            const values = cells.map(({ measures }) => measures[measure]);
            return { name, ours: mean(values), interval: meanInterval(values) };
          },
        );
        const about = {
          name: `${measure}-${data}`,
          title: `${dataLabels[data as DataName] ?? data}: ${label}`,
          caption: "Means over the seeds, with 95 % of Student's t where there are several.",
        };
        return renderFigure(about, (layout) => publishedDots(rows, { ...layout, measure: label }));
      }),
    ),
  );
}
