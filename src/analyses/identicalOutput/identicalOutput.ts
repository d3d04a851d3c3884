import { fail, type Samples } from "../../base/index.ts";
import { checkModel, createModel, type Model } from "../../graph/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { ActivationStreamOptions } from "../activations/index.ts";
import { type Common, describeRun } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import { type RepresentationLayer, type RepresentationOptions, representation } from "../representation/index.ts";
import { changeBasis } from "./changeBasis.ts";
import { insertLinearLayer } from "./insertLinearLayer.ts";
import { leftOut } from "./leftOut.ts";
import { outputDifference } from "./outputDifference.ts";
import { type GivenTransform, requireTransform, transformMap } from "./transformMap.ts";

export interface IdenticalOutputOptions
  extends ActivationStreamOptions,
    Pick<RepresentationOptions, "activations" | "dead" | "memory"> {
  /** The tensor whose values are transformed. */
  layer: string;
  /** A name among `transforms`, or z̃ = Q (z − m) itself; m is 0 by default. */
  transform: string | GivenTransform;
  /** The covariance that `covariance` aims at, units × units. */
  target?: Float64Array;
  /** Put a linear layer behind the layer first, and transform that one. Default false. */
  insert?: boolean;
  /** Of random transformations. Default 0. */
  seed?: number;
}

/** What an identical-output network is like. */
export interface IdenticalOutputResult extends Common {
  readonly analysis: "ion";
  /** The layer that was transformed: the one that was inserted, where one was. */
  readonly layer: string;
  readonly transform: string;
  readonly inserted: boolean;
  /** Units, or channels. */
  readonly units: number;
  /** Whether the transformation has a shift m. */
  readonly shifted: boolean;
  /** σmax/σmin of Q. */
  readonly condition: number;
  /** The largest difference of the outputs around the samples, as a share of their range. */
  readonly maxOutputDifference: number;
  /** Largest minus smallest output. */
  readonly outputRange: number;
  /** Outputs of the file that the new network does not have; left out where there are none. */
  readonly outputsLeftOut?: readonly string[];
  /** Characteristics of the layer. */
  readonly before: RepresentationLayer;
  readonly after: RepresentationLayer;
}

/** The network, and what was found. */
export interface IdenticalOutput {
  readonly result: IdenticalOutputResult;
  /** To be written to a file. */
  readonly model: Model;
  /** To be looked at. */
  readonly network: LoadedModel;
}

/** What outputs may differ by, as a share of their range. */
const tolerances = { float32: 1e-4, float64: 1e-10 } as const;

/**
 * A network with the same outputs whose layer has other values, z̃ = Q (z − m) (Choi et al. 2018, section 3.1), checked by
 * running both around samples.
 *
 * @throws NetspectraError for layers that are not there, a Q that cannot be inverted, what the theorems forbid (naming the
 *   operator that is in the way), and outputs that differ after all
 */
export async function identicalOutput(
  platform: Platform,
  original: LoadedModel,
  samples: Samples,
  options: IdenticalOutputOptions,
): Promise<IdenticalOutput> {
  const started = platform.now();
  const { seed = 0, insert = false, device, threads, batch, memory, activations, dead } = options;
  const session = { ...(device && { device }), ...(threads && { threads }), ...(batch && { batch }) };
  if (typeof options.transform === "string") requireTransform(options.transform);
  const changed = insert
    ? insertLinearLayer(original.graph, options.layer)
    : { graph: original.graph, layer: options.layer };
  const base = { ...original, graph: changed.graph };
  const { layer } = changed;
  const map = await transformMap(platform, base, samples, layer, options);
  const { graph, condition } = changeBasis(base.graph, layer, map);
  const name = typeof options.transform === "string" ? options.transform : "given";
  const model = modelOf(original, graph, { layer, transform: name, seed });
  const network = { ...original, graph };
  const { maxOutputDifference, range } = await outputDifference(platform, [original, network], samples, session);
  const type = network.graph.outputs[0]?.type === "float64" ? "float64" : "float32";
  if (!(maxOutputDifference <= tolerances[type])) {
    fail({
      subject: `layer "${layer}"`,
      expected: `outputs that differ by at most ${tolerances[type]} of their range`,
      got: `${maxOutputDifference.toExponential(1)}, at a condition number of Q of ${condition.toExponential(1)}`,
      todo: "Rounding grows with the condition number: choose a better conditioned Q.",
    });
  }
  const looked = {
    layers: [layer],
    ...session,
    ...(memory && { memory }),
    ...(activations && { activations }),
    ...(dead && { dead }),
  };
  const before = await representation(platform, base, samples, looked);
  const after = await representation(platform, network, samples, looked);
  const { accuracy, data } = before;
  const warnings = [...new Set([...(before.warnings ?? []), ...(after.warnings ?? []), ...leftOut(original)])];
  return {
    model,
    network,
    result: {
      analysis: "ion",
      ...describeRun(platform, original, before.model.output, samples, seed),
      data,
      ...(accuracy !== undefined && { accuracy }),
      ...(warnings.length > 0 && { warnings }),
      layer,
      transform: name,
      inserted: insert,
      units: map.size,
      shifted: map.shift.some((value) => value !== 0),
      condition,
      maxOutputDifference,
      outputRange: range,
      ...(original.otherOutputs && { outputsLeftOut: original.otherOutputs }),
      before: before.layers[0]!,
      after: after.layers[0]!,
      seconds: (platform.now() - started) / 1000,
    },
  };
}

/** The network as a file, which says what was done to it. */
function modelOf({ metadata }: LoadedModel, graph: LoadedModel["graph"], record: object): Model {
  const model = createModel(graph, { metadata: { ...metadata, "identical-output": JSON.stringify(record) } });
  checkModel(model, "the identical-output network");
  return model;
}
