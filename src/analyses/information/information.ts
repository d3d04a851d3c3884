import { fail, type Samples, throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { chooseLayers, type LayerView, openActivations } from "../activations/index.ts";
import { describeRun } from "../common.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { formatBytes } from "../formatBytes.ts";
import type { LoadedModel } from "../loadModel.ts";
import { holdActivations } from "./holdActivations.ts";
import type { InformationOptions } from "./informationOptions.ts";
import type { InformationLayer, InformationResult } from "./informationResult.ts";
import { labelStatistics } from "./labelStatistics.ts";
import { measureLayer } from "./measureLayer.ts";
import { parseNoise } from "./noise.ts";
import { pairCount } from "./pairwiseSums.ts";

/**
 * Upper and lower bounds, in bits, on what each layer with Gaussian noise on it tells of the sample and of its label (Kolchinsky &
 * Tracey 2017), with a binned estimate beside them. Distances between samples are computed block by block; the activations of as many
 * layers as fit are held.
 *
 * @throws NetspectraError for layers that are not there (near names are offered), noise that is not above 0, data that do not fit the
 *   model, activations that are not finite, and a layer asked for that does not fit into memory
 */
export async function information(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: InformationOptions = {},
): Promise<InformationResult> {
  const started = platform.now();
  const {
    layers,
    noise = { variance: 0.1 },
    sweep = true,
    binSize = 0.5,
    compat,
    seed = 0,
    batch,
    device,
    threads,
  } = options;
  parseNoise("variance" in noise ? noise.variance : `relative:${noise.relative}`);
  if (!(binSize > 0 && Number.isFinite(binSize))) {
    fail({ subject: "--bin-size", expected: "a width above 0", got: `${binSize}` });
  }
  const views = chooseLayers(model, layers, "unit");
  const { passes, skipped } = passesOf(views, samples, options);
  const { classSizes, ...labels } = labelStatistics(samples);
  const measuring = { noise, sweep, binSize, compat, classSizes };
  const session = { ...(device && { device }), ...(threads && { threads }), ...(batch && { batch }) };
  const found = new Map<string, InformationLayer>(skipped.map((view) => [view.layer, tooLarge(view)]));
  const notes = [...model.notes];
  let common: Pick<InformationResult, "model" | "data" | "accuracy"> | undefined;
  for (const views of passes) {
    const stream = await openActivations(platform, model, samples, views, session);
    try {
      const passing = platform.reporter.progress("activations", samples.count, "samples");
      const all = await holdActivations(stream, views, passing.update).finally(passing.finish);
      const blocks = all.map(({ held }) => pairCount(held));
      const progress = platform.reporter.progress("information", sum(blocks), "blocks");
      try {
        for (const [i, view] of views.entries()) {
          throwIfCancelled(platform.signal, "information");
          const { held, unitVariance } = all[i]!;
          const before = sum(blocks.slice(0, i));
          const report = (done: number) => progress.update(before + done);
          found.set(view.layer, await measureLayer(platform, view, held, unitVariance, measuring, report));
        }
      } finally {
        progress.finish();
      }
      const { warnings = [], ...accuracy } = stream.found();
      if (!common) notes.push(...warnings);
      common ??= { ...describeRun(platform, model, stream.output, stream.samples, seed), ...accuracy };
    } finally {
      await stream.close();
    }
  }
  const measured = views.map(({ layer }) => found.get(layer)!);
  const warnings = [...notes, ...warningsOf(measured, Math.log2(samples.count))];
  return {
    analysis: "information",
    ...describeRun(platform, model, "", samples, seed),
    ...common,
    ...(warnings.length > 0 && { warnings }),
    maximum: Math.log2(samples.count),
    ...labels,
    ...(compat && { compat }),
    layers: measured,
    seconds: (platform.now() - started) / 1000,
  };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

function warningsOf(layers: readonly InformationLayer[], maximum: number): string[] {
  const saturated = layers.filter(({ status }) => status === "saturated").map(({ layer }) => `"${layer}"`);
  const large = layers.filter(({ status }) => status === "too-large").map(({ layer }) => `"${layer}"`);
  return [
    ...(saturated.length > 0
      ? [
          `the upper bound of ${saturated.join(", ")} is at log₂ n = ${maximum.toFixed(3)} bits, all that so many samples can show: with so little noise every ` +
            "sample is told from all others; the sweep over noise shows from where on the bounds say something (--noise)",
        ]
      : []),
    ...(large.length > 0 ? [`too large for --memory, and left out: ${large.join(", ")}`] : []),
  ];
}

function tooLarge({ layer, operator, shape, units }: LayerView): InformationLayer {
  const bounds = { inputUpper: null, inputLower: null, labelUpper: null, labelLower: null };
  const rigorous = { labelUpperRigorous: null, labelLowerRigorous: null };
  const rest = { noise: null, unitVariance: null, binned: null, status: "too-large" } as const;
  return { layer, operator, shape, units, ...bounds, ...rigorous, ...rest };
}

/** What the process takes beside the activations and the samples, workers with their panels among it. */
const processBytes = 2 ** 28 + 2 ** 27;

/** Layers that are held at the same time, and those that have no room. @throws NetspectraError where these were asked for */
function passesOf(
  views: readonly LayerView[],
  { count, bytes = 0 }: Samples,
  { layers = [], memory = defaultMemory }: InformationOptions,
) {
  const room = memory - processBytes - bytes;
  const passes: LayerView[][] = [];
  const skipped: LayerView[] = [];
  let left = 0;
  for (const view of views) {
    const size = 4 * count * view.units;
    if (size > room) {
      skipped.push(view);
      continue;
    }
    if (passes.length === 0 || size > left) {
      passes.push([]);
      left = room;
    }
    passes.at(-1)!.push(view);
    left -= size;
  }
  const [first] = skipped;
  if (first && (layers.length > 0 || passes.length === 0)) {
    fail({
      subject: `layer "${first.layer}"`,
      expected: `${first.units} activations of ${count} samples to fit into the ${formatBytes(Math.max(0, room))} that --memory leaves`,
      got: formatBytes(4 * count * first.units),
      todo: "Take fewer samples (--limit), another layer (--layer), or give more --memory.",
    });
  }
  return { passes, skipped };
}
