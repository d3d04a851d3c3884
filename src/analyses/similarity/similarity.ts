import { fail, type Samples, throwIfCancelled } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { chooseLayers } from "../activations/index.ts";
import { type Common, describeRun } from "../common.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { formatBytes } from "../formatBytes.ts";
import type { LoadedModel } from "../loadModel.ts";
import { type LayerRepresentation, layerRepresentation, requireSeveral } from "./layerRepresentation.ts";
import { directionsOf, type PairSimilarity, pairSimilarity, type SimilarityStatus } from "./pairSimilarity.ts";

export interface SimilarityOptions extends SessionOptions {
  /** Names of tensors; default: every activation. A name that only one of the networks has is looked at in that one. */
  layers?: readonly string[];
  /** Of the Gaussian kernel, in median distances between samples. Default 1. */
  bandwidth?: number;
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  /** Nothing is random here; the seed is recorded. */
  seed?: number;
}

/** A layer that is compared. */
export interface ComparedLayer {
  readonly layer: string;
  readonly units: number;
  /** Directions in which the samples differ by more than rounding, and those that hold 99 % of their variance. */
  readonly rank: number;
  readonly directions: number;
}

/** A network that is compared. */
export interface ComparedNetwork {
  readonly model: Common["model"];
  readonly accuracy?: number;
  readonly layers: readonly ComparedLayer[];
}

type Measure = Exclude<keyof PairSimilarity, "status">;
/** A number for each layer of the first network and each of the second. */
export type SimilarityMatrix = readonly (readonly (number | null)[])[];

/** How alike layers see samples: those of one network among each other, or those of two. */
export interface SimilarityResult extends Common, Readonly<Record<Measure, SimilarityMatrix>> {
  readonly analysis: "compare";
  /** The network whose layers are rows, and, where there is another, that whose layers are columns. */
  readonly networks: readonly ComparedNetwork[];
  readonly status: readonly (readonly SimilarityStatus[])[];
  readonly bandwidth: number;
}

/**
 * Compare the layers of one or two networks by what they make of the same samples: linear and Gaussian centred kernel alignment
 * (Kornblith et al. 2019), also by the unbiased estimator of HSIC (Song et al. 2012), SVCCA (Raghu et al. 2017) and Procrustes.
 *
 * @param models one or two
 * @throws NetspectraError for layers that are not there, fewer than 4 samples, and a budget without room for the kernels
 */
export async function similarity(
  platform: Platform,
  models: readonly [LoadedModel] | readonly [LoadedModel, LoadedModel],
  samples: Samples,
  options: SimilarityOptions = {},
): Promise<SimilarityResult> {
  const started = platform.now();
  const { layers, bandwidth = 1, batch, device, threads, seed = 0 } = options;
  requireSeveral(samples);
  const views = models.map((model) => chooseLayers(model, ownNames(model, models, layers), "unit"));
  requireMemory(views, samples, options);
  const session = { ...(device && { device }), ...(threads && { threads }) };
  const looked = { bandwidth, ...session, ...(batch && { batch }) };
  const count = views.reduce((sum, own) => sum + own.length, 0);
  const [rows, columns] = [views[0]!.length, (views[1] ?? views[0]!).length];
  const pairs = models.length === 2 ? rows * columns : (rows * (rows + 1)) / 2;
  const progress = platform.reporter.progress("comparison", count + pairs, "layers and pairs");
  let done = 0;
  const step = () => {
    throwIfCancelled(platform.signal, "the comparison");
    progress.update(++done);
  };
  try {
    const seen: LayerRepresentation[][] = [];
    const accuracies: (number | undefined)[] = [];
    for (const [m, model] of models.entries()) {
      const own: LayerRepresentation[] = [];
      for (const view of views[m]!) {
        const { representation, accuracy } = await layerRepresentation(platform, model, samples, view, looked);
        own.push(representation);
        accuracies[m] = accuracy;
        step();
      }
      seen.push(own);
    }
    const [first = [], second = first] = seen;
    const found: PairSimilarity[][] = first.map(() => []);
    for (const [i, a] of first.entries()) {
      for (const [j, b] of second.entries()) {
        if (second === first && j < i) {
          found[i]!.push(found[j]![i]!);
          continue;
        }
        found[i]!.push(await pairSimilarity(platform, a, b));
        step();
      }
    }
    const run = (model: LoadedModel) => describeRun(platform, model, model.graph.outputs[0]?.name ?? "", samples, seed);
    const matrix = (measure: Measure): SimilarityMatrix => found.map((row) => row.map((pair) => pair[measure]));
    const [accuracy] = accuracies;
    const notes = [...new Set(models.flatMap((model) => model.notes))];
    return {
      analysis: "compare",
      ...run(models[0]),
      ...(accuracy !== undefined && { accuracy }),
      ...(notes.length > 0 && { warnings: notes }),
      networks: models.map((model, m) => ({
        model: run(model).model,
        ...(accuracies[m] !== undefined && { accuracy: accuracies[m] }),
        layers: seen[m]!.map((own) => ({
          layer: own.layer,
          units: own.units,
          rank: own.values.length,
          directions: directionsOf(own),
        })),
      })),
      linearCka: matrix("linearCka"),
      linearCkaDebiased: matrix("linearCkaDebiased"),
      rbfCka: matrix("rbfCka"),
      rbfCkaDebiased: matrix("rbfCkaDebiased"),
      svcca: matrix("svcca"),
      procrustes: matrix("procrustes"),
      status: found.map((row) => row.map(({ status }) => status)),
      bandwidth,
      seconds: (platform.now() - started) / 1000,
    };
  } finally {
    progress.finish();
  }
}

/** The names that a network has, of those that were asked for; all of them where neither has one, so that this is said. */
function ownNames(
  { graph }: LoadedModel,
  models: readonly LoadedModel[],
  names: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!names || models.length === 1) return names;
  const known = (nodes: LoadedModel["graph"]["nodes"]) => new Set(nodes.flatMap(({ outputs }) => outputs));
  const everywhere = models.map((model) => known(model.graph.nodes));
  const nowhere = names.filter((name) => !everywhere.some((own) => own.has(name)));
  const own = known(graph.nodes);
  const wanted = [...names.filter((name) => own.has(name)), ...nowhere];
  return wanted.length > 0 ? wanted : names;
}

/** Bytes of the process itself, the runtime included. */
const processBytes = 2 ** 28;

function requireMemory(
  views: readonly (readonly { readonly units: number; readonly positions: number }[])[],
  { count: n }: Samples,
  { memory = defaultMemory }: SimilarityOptions,
): void {
  const layers = views.flat();
  const widest = layers.reduce((most, { units, positions }) => Math.max(most, units * positions), 0);
  const left = layers.reduce((sum, { units, positions }) => sum + 8 * n * Math.min(n, units * positions), 0);
  const bytes = processBytes + layers.length * 16 * n * n + left + 24 * n * n + 12 * n * widest;
  if (bytes <= memory) return;
  fail({
    subject: "--memory",
    expected: `at least ${formatBytes(bytes)} for ${layers.length} layers and two kernels of ${n} × ${n} samples each`,
    got: formatBytes(memory),
    todo: "Use fewer samples (--limit 2000 is plenty), fewer layers (--layer), or a larger budget.",
  });
}
