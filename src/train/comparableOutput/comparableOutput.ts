import {
  type ActivationStreamOptions,
  type Common,
  changeBasis,
  chooseLayers,
  comparableTransforms,
  describeRun,
  type GivenTransform,
  type LoadedModel,
  layerMoments,
  leftOut,
  openActivations,
  outputLayer,
  preactivationOf,
  type RepresentationLayer,
  type RepresentationOptions,
  representation,
  requireTransform,
  transformMap,
} from "../../analyses/index.ts";
import { fail, type Samples, throwIfCancelled } from "../../base/index.ts";
import { createModel, type Model } from "../../graph/index.ts";
import type { Platform } from "../../platform/index.ts";
import { requireLabels } from "../trainingData.ts";
import { fitReadout } from "./fitReadout.ts";

export interface ComparableOutputOptions extends ActivationStreamOptions, Pick<RepresentationOptions, "memory"> {
  /** The tensor whose values are transformed. */
  layer: string;
  /** A name among `comparableTransforms`, or z̃ = Q (z − m) itself. */
  transform: string | GivenTransform;
  /** The covariance that `covariance` aims at, units × units. */
  target?: Float64Array;
  /** Random transformations to choose from: the one with the highest correlation at comparable error. Default 1. */
  candidates?: number;
  /** How much larger a comparable error may be. Default 0.005. */
  tolerance?: number;
  /** Of the fine-tuning. Default 10; 0 leaves the output layer as it is. */
  epochs?: number;
  /** Default 0. */
  seed?: number;
}

/** What a network of comparable performance is like. */
export interface ComparableOutputResult extends Common {
  readonly analysis: "cpn";
  readonly layer: string;
  readonly transform: string;
  readonly units: number;
  /** σmax/σmin of Q. */
  readonly condition: number;
  /** Shares of samples that are classified wrong: before, after the transformation, and after fine-tuning, too. */
  readonly errorBefore: number;
  readonly errorUntuned: number;
  readonly errorAfter: number;
  /** Whether the error is larger by no more than `tolerance`. */
  readonly comparable: boolean;
  readonly tolerance: number;
  readonly epochs: number;
  readonly candidates: number;
  /** Which of the candidates it is, by number, and how many of them were fine-tuned. */
  readonly chosen: number;
  readonly tuned: number;
  /** Samples that the output layer was fine-tuned on. */
  readonly trainingSamples: number;
  /** Outputs of the file that the new network does not have; left out where there are none. */
  readonly outputsLeftOut?: readonly string[];
  readonly before: RepresentationLayer;
  readonly after: RepresentationLayer;
}

export interface ComparableOutput {
  readonly result: ComparableOutputResult;
  /** To be written to a file. */
  readonly model: Model;
  /** To be looked at. */
  readonly network: LoadedModel;
}

/** Samples with labels to fine-tune with, and others to judge by. */
export interface ComparableOutputData {
  readonly train: Samples;
  readonly test: Samples;
}

/** A network after a transformation. */
interface Candidate {
  readonly number: number;
  readonly network: LoadedModel;
  readonly condition: number;
  readonly correlation: number;
}

/** A network and how it does. */
interface Judged extends Candidate {
  readonly error: number;
  readonly layer: RepresentationLayer;
}

/**
 * A network of comparable performance whose layer holds other values (Choi et al. 2018, section 3.2 and Table 3): the
 * transformation of an identical-output network is made as if the layer's activation were not there, and the output layer is
 * then fine-tuned. Means and covariances are of the layer before its activation, over the training samples.
 *
 * @throws NetspectraError for networks without a dense output layer, data without labels, layers that are not there, and a Q that
 *   cannot be inverted
 */
export async function comparableOutput(
  platform: Platform,
  original: LoadedModel,
  data: ComparableOutputData,
  options: ComparableOutputOptions,
): Promise<ComparableOutput> {
  const started = platform.now();
  const { layer, transform, seed = 0, candidates = 1, tolerance = 0.005, epochs = 10 } = options;
  if (typeof transform === "string") requireTransform(transform, comparableTransforms);
  chooseLayers(original, [layer], "channel");
  const { outputs } = outputLayer(original);
  for (const samples of [data.train, data.test]) requireLabels(samples, outputs);
  const judge = (network: LoadedModel) => judged(platform, network, data.test, options);
  const first = await judge(original);
  const name = typeof transform === "string" ? transform : "given";
  const momentsOf = preactivationOf(original.graph, layer);
  const choice = { ...options, known: comparableTransforms, momentsOf, ignoreActivations: true, seed };

  const all: Candidate[] = [];
  for (let number = 0; number < candidates; number++) {
    throwIfCancelled(platform.signal, "the search for a comparable network");
    const map = await transformMap(platform, original, data.train, layer, { ...choice, candidate: number });
    const { graph, condition } = changeBasis(original.graph, layer, map, { ignoreActivations: true });
    const network = { ...original, graph };
    const correlation = candidates === 1 ? 0 : ((await judge(network)).layer.correlation ?? 0);
    all.push({ number, network, condition, correlation });
  }
  // The highest correlation first: the first one that does well enough is the one that is looked for.
  const order = all.toSorted((a, b) => b.correlation - a.correlation);
  let best: Judged | undefined;
  let tuned = 0;
  for (const candidate of order) {
    const network = await fineTuned(platform, candidate.network, data.train, epochs, options);
    const found = { ...candidate, network, ...(await judge(network)) };
    tuned++;
    if (!best || found.error < best.error) best = found;
    if (found.error > first.error + tolerance) continue;
    best = found;
    break;
  }
  const { network, condition, number, error, layer: after } = best!;
  const untuned = await judge(all[number]!.network);
  const warnings = [...new Set([...(first.result.warnings ?? []), ...leftOut(original)])];
  const record = JSON.stringify({ layer, transform: name, seed, candidate: number, epochs });
  const { model: seen, data: judgedOn } = first.result;
  return {
    network,
    model: createModel(network.graph, { metadata: { ...original.metadata, "comparable-output": record } }),
    result: {
      analysis: "cpn",
      ...describeRun(platform, original, seen.output, data.test, seed),
      data: judgedOn,
      accuracy: 1 - first.error,
      ...(warnings.length > 0 && { warnings }),
      layer,
      transform: name,
      units: after.units,
      condition,
      errorBefore: first.error,
      errorUntuned: untuned.error,
      errorAfter: error,
      comparable: error <= first.error + tolerance,
      tolerance,
      epochs,
      candidates,
      chosen: number,
      tuned,
      trainingSamples: data.train.count,
      ...(original.otherOutputs && { outputsLeftOut: original.otherOutputs }),
      before: first.layer,
      after,
      seconds: (platform.now() - started) / 1000,
    },
  };
}

/** Error and characteristics of the layer. */
async function judged(
  platform: Platform,
  network: LoadedModel,
  test: Samples,
  { layer, device, threads, batch, memory, seed = 0 }: ComparableOutputOptions,
) {
  const session = {
    ...(device && { device }),
    ...(threads && { threads }),
    ...(batch && { batch }),
    ...(memory && { memory }),
  };
  const result = await representation(platform, network, test, { layers: [layer], seed, ...session });
  if (result.accuracy === undefined) {
    return fail({
      subject: network.path,
      expected: "a classifier of the classes of the data",
      got: "outputs that the labels are no classes of",
    });
  }
  return { error: 1 - result.accuracy, layer: result.layers[0]!, result };
}

/** The network with its output layer fitted to the training samples. */
async function fineTuned(
  platform: Platform,
  network: LoadedModel,
  train: Samples,
  epochs: number,
  { device, threads, batch, seed = 0 }: ComparableOutputOptions,
): Promise<LoadedModel> {
  if (epochs === 0) return network;
  const session = { ...(device && { device }), ...(threads && { threads }) };
  const readout = outputLayer(network);
  const view = { layer: readout.features, units: readout.inputs, positions: 1, unitLast: true };
  const stream = { ...session, ...(batch && { batch }) };
  const moments = await layerMoments(platform, network, train, readout.features, view, stream);
  const samples = await featuresOf(platform, network, train, view, stream);
  const found = await fitReadout(
    platform,
    { samples, moments },
    readout,
    {
      epochs,
      seed,
      optimiser: { name: "sgd", learningRate: 0.02 },
      schedule: { kind: "cosine" },
      earlyStopping: null,
    },
    session,
  );
  return { ...network, graph: readout.replaced(found.weight, found.bias) };
}

/** What the output layer reads, as samples. */
async function featuresOf(
  platform: Platform,
  network: LoadedModel,
  train: Samples,
  { layer, units }: { readonly layer: string; readonly units: number },
  options: ActivationStreamOptions,
): Promise<Samples> {
  const stream = await openActivations(platform, network, train, [{ layer }], options);
  const values = new Float32Array(train.count * units);
  try {
    let done = 0;
    for await (const { layers, indices } of stream.run(Array.from({ length: train.count }, (_, i) => i))) {
      values.set(layers[0]!, done * units);
      done += indices.length;
    }
  } finally {
    await stream.close();
  }
  const { source, split, count, labels, classes } = train;
  return {
    source,
    split,
    count,
    shape: [units],
    ...(labels && { labels }),
    ...(classes && { classes }),
    gather(indices) {
      const chosen = new Float32Array(indices.length * units);
      for (let i = 0; i < indices.length; i++) {
        chosen.set(values.subarray(indices[i]! * units, (indices[i]! + 1) * units), i * units);
      }
      return chosen;
    },
  };
}
