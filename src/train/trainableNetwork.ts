import type { Dimension, Tensor } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import type { RegularisingLayer, SvdFactors } from "../regularisers/define/defineRegulariser.ts";
import type { LayerChoice } from "../regularisers/define/layerChoice.ts";
import type { Mask } from "./dropoutMask.ts";

/** A tensor of a network, as the network asks for it. */
export interface ParameterRequest {
  /** "dense_1.weight" */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether the optimiser changes it; running statistics of batch normalisation are followed instead. */
  readonly trained: boolean;
}

/** A layer that is put into hidden ones: "NAME.dropout", "NAME.batchNorm". */
export interface LayerInsertion {
  readonly layer: RegularisingLayer;
  readonly layers: LayerChoice;
}

/** How a network is to be built. */
export interface BuildOptions {
  /** In training, dropout is at work and batch normalisation uses the statistics of the batch. */
  readonly mode: "training" | "inference";
  /** Size of the batch; default "N". */
  readonly batch?: Dimension;
  /** The samples; default: a new input "x". */
  readonly x?: Value;
  /** Needed in training where there is dropout. */
  readonly mask?: Mask;
  /** Layers that a training puts into the network; see `regularisedNetwork`. Default: none. */
  readonly insertions?: readonly LayerInsertion[];
  /** Comes before the names of inner values, for a second form of the network in one graph. Default: nothing. */
  readonly prefix?: string;
  /** Where a parameter comes from; `first()` gives its first value. */
  readonly parameter: (request: ParameterRequest, first: () => Tensor<"float32">) => Value;
}

/** A network inside a graph under construction. */
export interface BuiltNetwork {
  readonly x: Value;
  /** batch × classes */
  readonly logits: Value;
  readonly parameters: readonly Value[];
  /** Running statistics of batch normalisation. */
  readonly statistics: readonly Value[];
  /** In training: the running statistics after this batch, by the names of those before. */
  readonly updates: Readonly<Record<string, Value>>;
  /** The values that come out of the layers, by layer; for penalties. */
  readonly layers: ReadonlyMap<string, Value>;
  /** Names of the hidden layers that have activations of their own, in their order. */
  readonly hidden: readonly string[];
  /** In training: the factors of the SVD layers' weights, by the name of the weight. */
  readonly factors: ReadonlyMap<string, SvdFactors>;
}

/** Appends a classifier to a graph under construction; `network` of models with all but {@link BuildOptions} given. */
export type TrainableNetwork = (g: Builder, options: BuildOptions) => BuiltNetwork;
