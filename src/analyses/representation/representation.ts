import { fail, type Samples, throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { chooseLayers, type LayerView, openActivations } from "../activations/index.ts";
import { describeRun } from "../common.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { formatBytes } from "../formatBytes.ts";
import type { LoadedModel } from "../loadModel.ts";
import { describeLayer } from "./describeLayer.ts";
import { gatherSums, sampleGroups } from "./gatherSums.ts";
import { sumBytes } from "./layerSums.ts";
import type { RepresentationOptions } from "./representationOptions.ts";
import type { RepresentationLayer, RepresentationResult } from "./representationResult.ts";

/**
 * Statistical characteristics of hidden representations (Choi et al. 2018, Table 1): amplitude, covariance and correlation of
 * activations, sparsity, dead units, and ranks of the covariance, for each layer around samples. Sums are streamed in float64; no
 * matrix of samples × units is held.
 *
 * @throws NetspectraError for layers that are not there (near names are offered), data that do not fit the model, activations
 *   that are not finite, class-wise statistics without labels, and a budget that is too small
 */
export async function representation(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: RepresentationOptions = {},
): Promise<RepresentationResult> {
  const started = platform.now();
  const { layers, activations = "positive", dead = "zero", convolution = "channel", classWise = false } = options;
  const { seed = 0, batch, device, threads } = options;
  requireLabels(samples, classWise);
  const views = chooseLayers(model, layers, convolution);
  const groups = sampleGroups(samples, classWise);
  const passes = passesOf(views, samples, options, groups.length);
  const session = { ...(device && { device }), ...(threads && { threads }) };
  const progress = platform.reporter.progress("representation", samples.count * passes.length, "samples");
  const found: RepresentationLayer[] = [];
  const notes: string[] = [...model.notes];
  let common: Pick<RepresentationResult, "model" | "data" | "accuracy"> | undefined;
  try {
    for (const [pass, own] of passes.entries()) {
      const stream = await openActivations(platform, model, samples, own, { ...session, ...(batch && { batch }) });
      try {
        const update = (done: number) => progress.update(pass * samples.count + done);
        const sums = await gatherSums(platform, stream, own, groups, { activations, session }, update);
        const of = (i: number) => sums.map((group) => ({ ...group, sums: group.sums[i]! }));
        if (activations === "positive") {
          notes.push(
            ...own.flatMap(({ layer }, i) =>
              of(i).some(({ sums: { smallest } }) => smallest < 0) ? [negativeNote(layer)] : [],
            ),
          );
        }
        throwIfCancelled(platform.signal, "representation");
        found.push(
          ...(await Promise.all(own.map((view, i) => describeLayer(platform, view, of(i), { activations, dead })))),
        );
        const { warnings = [], ...accuracy } = stream.found();
        if (!common) notes.push(...warnings);
        common ??= { ...describeRun(platform, model, stream.output, stream.samples, seed), ...accuracy };
      } finally {
        await stream.close();
      }
    }
  } finally {
    progress.finish();
  }
  return {
    analysis: "representation",
    ...describeRun(platform, model, "", samples, seed),
    ...common,
    ...(notes.length > 0 && { warnings: notes }),
    activations,
    dead,
    convolution,
    layers: found,
    seconds: (platform.now() - started) / 1000,
  };
}

function requireLabels({ labels, source }: Samples, classWise: boolean): void {
  if (!classWise || labels) return;
  fail({
    subject: "--class-wise",
    expected: "samples with labels",
    got: `${source}, which has none`,
    todo: "Give the labels (y in a .npz file, --label for a .csv file), or leave --class-wise out.",
  });
}

const negativeNote = (layer: string) =>
  `"${layer}" has negative activations: amplitude, covariance and correlation are of its positive ones; --activations all takes all`;

/** What the process takes beside the sums and the samples. */
const processBytes = 2 ** 28;

/** Layers that are looked at in one pass over the data: as many as have room for their sums. */
function passesOf(
  views: readonly LayerView[],
  { bytes = 0 }: Samples,
  { activations = "positive", memory = defaultMemory }: RepresentationOptions,
  groups: number,
): LayerView[][] {
  const room = memory - processBytes - bytes;
  const passes: LayerView[][] = [];
  let left = 0;
  for (const view of views) {
    // The sums of every class, and of all of them.
    const size = sumBytes(view, activations) + (groups > 1 ? ((groups + 1) * sumBytes(view, activations)) / 2 : 0);
    if (size > room) {
      fail({
        subject: `layer "${view.layer}"`,
        expected: `the sums over pairs of ${view.units} units to fit into the ${formatBytes(Math.max(0, room))} that --memory leaves`,
        got: formatBytes(size),
        todo: `Give more --memory${activations === "all" ? "" : ", or take --activations all, which needs fewer sums"}${view.positions === 1 && view.shape.length > 1 ? ", or --convolution channel" : ""}.`,
      });
    }
    if (passes.length === 0 || size > left) {
      passes.push([]);
      left = room;
    }
    passes.at(-1)!.push(view);
    left -= size;
  }
  return passes;
}
