import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import {
  type ActivationSums,
  addSums,
  covarianceRanks,
  type DeadReading,
  emptySums,
  type RepresentationStatistics,
  representationStatistics,
} from "../../stats/index.ts";
import type { LayerView } from "../activations/index.ts";
import { kernelTask } from "../kernelTask.ts";
import type { GroupSums } from "./gatherSums.ts";
import type {
  Characteristics,
  ClassCharacteristics,
  ClassWiseMeans,
  RepresentationLayer,
  RepresentationStatus,
} from "./representationResult.ts";

/** The characteristics of one layer from the sums of the groups of samples: of all of them, and of each class. */
export async function describeLayer(
  platform: Platform,
  { layer, operator, shape, units, positions }: LayerView,
  groups: readonly (Omit<GroupSums, "sums"> & { readonly sums: ActivationSums })[],
  { activations, dead }: { readonly activations: "positive" | "all"; readonly dead: DeadReading },
): Promise<RepresentationLayer> {
  const characteristics = await characteristicsOf(platform, total(groups.map(({ sums }) => sums)), dead);
  const common = { layer, operator, shape, units, positions, activations, ...characteristics };
  if (groups.every(({ label }) => label === undefined)) return common;
  const classes = await Promise.all(
    groups.map(async ({ label, indices, sums }): Promise<ClassCharacteristics> => {
      const own = await characteristicsOf(platform, sums, dead);
      return { class: label ?? 0, samples: indices.length, ...own };
    }),
  );
  return { ...common, classWise: classWiseMeans(classes), classes };
}

function total(groups: readonly ActivationSums[]): ActivationSums {
  const [first] = groups;
  if (groups.length === 1) return first!;
  const { units, pairs, whole } = first!;
  const all = emptySums(units, { ...(pairs && { pairs: pairs.shift }), ...(whole && { whole: whole.shift }) });
  for (const sums of groups) addSums(all, sums);
  return all;
}

async function characteristicsOf(
  platform: Platform,
  sums: ActivationSums,
  dead: DeadReading,
): Promise<Characteristics> {
  const { statistics, covariance } = representationStatistics(sums, dead);
  const { values } = await platform.call<SymmetricEigen>(kernelTask, covariance, sums.units);
  // Rounding may have made the smallest slightly negative.
  const eigenvalues = values.map((value) => Math.max(value, 0));
  const status = statusOf(sums, statistics, eigenvalues[0] ?? 0);
  return { ...statistics, ...covarianceRanks(eigenvalues), eigenvalues, status };
}

function statusOf(
  { units, rows, zeros }: ActivationSums,
  { pairs }: RepresentationStatistics,
  largest: number,
): RepresentationStatus {
  if (zeros.every((count) => count === rows)) return "dead";
  if (rows < 2) return "one-sample";
  if (largest === 0) return "constant";
  if (units < 2) return "one-unit";
  return pairs === 0 ? "no-pairs" : "ok";
}

/** Means over the classes in which there is a number. */
function classWiseMeans(classes: readonly ClassCharacteristics[]): ClassWiseMeans {
  const mean = (key: keyof ClassWiseMeans) => {
    const known = classes.flatMap((own) => own[key] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    activationAmplitude: mean("activationAmplitude"),
    covariance: mean("covariance"),
    correlation: mean("correlation"),
    variance: mean("variance"),
    sparsity: mean("sparsity"),
    deadUnit: mean("deadUnit"),
    rank: mean("rank"),
  };
}
