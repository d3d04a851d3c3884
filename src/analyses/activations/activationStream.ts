import { newGraph, sampleView } from "../../autodiff/index.ts";
import { fail, matchInput, NetspectraError, type Samples, throwIfCancelled } from "../../base/index.ts";
import { createModel } from "../../graph/index.ts";
import { openCached, type Platform, type SessionOptions } from "../../platform/index.ts";
import { type Accuracy, countAccuracy } from "../accuracy.ts";
import { feedSamples } from "../feedSamples.ts";
import type { LoadedModel } from "../loadModel.ts";
import { samplesPerRun } from "../samplesPerRun.ts";
import { selectOutput } from "../selectOutput.ts";
import { fixedBatch, type LayerView } from "./layerView.ts";

/** Activations of some samples. */
export interface ActivationBatch {
  /** Which samples of the data. */
  readonly indices: readonly number[];
  /** Per layer, in the order asked for, the elements of each sample as the graph lays them out. */
  readonly layers: readonly (Float32Array | Float64Array)[];
}

/** The activations of some layers, to be read in any order of the samples without ever being held. */
export interface ActivationStream {
  readonly samples: Samples;
  /** Name of the output that labels are compared with. */
  readonly output: string;
  /** Samples that one run takes. */
  readonly batch: number;
  /** Element type of each layer, as it comes. */
  readonly types: readonly ("float32" | "float64")[];
  run(indices: readonly number[]): AsyncGenerator<ActivationBatch>;
  /** Of the samples that have gone by, the share whose largest output is their label; what a reader should know. */
  found(): { accuracy?: number; warnings?: string[] };
  close(): Promise<void>;
}

export interface ActivationStreamOptions extends SessionOptions {
  /** Samples per run; default: as many as take about a third of a second. */
  batch?: number;
}

const subject = { what: "Activations", todo: "Choose fewer layers (--layer)" };

/**
 * A session that yields activations around samples, N × size for each layer.
 *
 * @throws NetspectraError for data that do not fit the model, and activations that are not finite
 */
export async function openActivations(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  layers: readonly Pick<LayerView, "layer">[],
  { batch: asked, ...options }: ActivationStreamOptions = {},
): Promise<ActivationStream> {
  const data = matchInput(samples, model.sampleShape, model.layout);
  if (data.count === 0) fail({ subject: data.source, expected: "at least one sample", got: "none" });
  const { output, predicts } = selectOutput(model);
  const g = newGraph(model.graph);
  const rowsOf = (name: string) => {
    const value = g.value(name);
    const view = sampleView(g, model.graph, value, fixedBatch(model));
    const type = value.type === "float64" ? ("float64" as const) : ("float32" as const);
    return { size: view.size, type, rows: g.cast(view.flatten(value), type) };
  };
  const wanted = layers.map(({ layer }) => rowsOf(layer));
  const logits = data.labels && predicts && hasSamples(model, output) ? rowsOf(output) : undefined;
  const viewed = logits ? [...wanted, logits] : wanted;
  const names = viewed.map((_, i) => `activations_${i}`);
  const graph = g.finish(Object.fromEntries(names.map((name, i) => [name, viewed[i]!.rows])));
  const batch = samplesPerRun(platform, model, graph, data.count, asked, subject);
  const session = await openCached(platform, createModel(graph), options);
  const accuracy = logits && accuracyOver(data, logits.size);

  const start = (chosen: readonly number[]) => {
    const results = session.run(feedSamples(model, data, chosen), { transfer: true });
    // Whoever gives up early never asks for these results; their failure must not end the process.
    results.catch(() => {});
    return results;
  };
  async function* run(indices: readonly number[]): AsyncGenerator<ActivationBatch> {
    let next = start(indices.slice(0, batch));
    for (let from = 0; from < indices.length; from += batch) {
      throwIfCancelled(platform.signal, "the activations");
      const chosen = indices.slice(from, from + batch);
      const results = await next;
      if (from + batch < indices.length) next = start(indices.slice(from + batch, from + 2 * batch));
      const values = names.map((name, i) => {
        const all = results[name]!.data as Float32Array | Float64Array;
        return all.subarray(0, chosen.length * viewed[i]!.size);
      });
      const own = values.slice(0, layers.length);
      layers.forEach(({ layer }, i) => {
        requireFinite(own[i]!, viewed[i]!.size, chosen, layer);
      });
      accuracy?.add(chosen, values.at(-1)!);
      yield { indices: chosen, layers: own };
    }
  }
  const types = wanted.map(({ type }) => type);
  const found = () => accuracy?.result() ?? {};
  return { samples: data, output, batch, types, run, found, close: () => session.release() };
}

/** Whether a tensor has numbers of each sample; an output of another kind has no accuracy. */
function hasSamples(model: LoadedModel, name: string): boolean {
  try {
    const g = newGraph(model.graph);
    sampleView(g, model.graph, g.value(name), fixedBatch(model));
    return true;
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    return false;
  }
}

/** Nothing is counted where the labels are no classes of this network: its representations are looked at all the same. */
function accuracyOver(data: Samples, outputs: number): Accuracy | undefined {
  const classes = Math.max(outputs, 2);
  const fits = data.labels?.every((label) => label >= 0 && label < classes) ?? false;
  return fits ? countAccuracy(data, outputs) : undefined;
}

/** @throws NetspectraError that names the first sample with a number that is not finite */
function requireFinite(
  values: Float32Array | Float64Array,
  size: number,
  indices: readonly number[],
  layer: string,
): void {
  if (allFinite(values)) return;
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at]!)) continue;
    fail({
      subject: `sample ${indices[Math.floor(at / size)]}`,
      expected: `finite activations of "${layer}"`,
      got: `${values[at]}`,
      todo: "Check the scale of the data against what the network was trained on (--mean, --std, --raw).",
    });
  }
}

function allFinite(values: Float32Array | Float64Array): boolean {
  let sum = 0;
  // A difference with itself is 0 for finite numbers, and not a number for others.
  for (let at = 0; at < values.length; at++) sum += values[at]! - values[at]!;
  return sum === 0;
}
