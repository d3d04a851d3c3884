import * as v from "valibot";
import type { Builder, Value } from "../../graph/index.ts";
import type { HostedPenalty } from "./hostedPenalty.ts";
import type { layersOption } from "./layerChoice.ts";

/** The factors of a weight W = U diag(s) V: units × r, r, r × inputs. */
export interface SvdFactors {
  readonly u: Value;
  readonly s: Value;
  readonly v: Value;
}

/**
 * What a penalty sees of one mini-batch, in the training form of the network: dropout is at work, and batch normalisation
 * uses the batch. All values are primitives' or inputs, so that derivatives may be taken of them.
 */
export interface PenaltyContext {
  /** batch × … */
  readonly x: Value;
  /** batch × classes */
  readonly logits: Value;
  /** batch × classes: the probabilities that are learned. */
  readonly targets: Value;
  /** What comes out of the layers, by name, and "NAME.preactivation"; empty unless the penalty says that it `readsLayers`. */
  readonly layers: ReadonlyMap<string, Value>;
  /** Names of the hidden layers that have activations of their own, in their order: not those of dropout or reshaping. */
  readonly hidden: readonly string[];
  /** Trained parameters by name: "dense_1.weight". */
  readonly parameters: ReadonlyMap<string, Value>;
  /** The logits in evaluation mode, for a penalty that says that it `readsEvaluation`. */
  readonly evaluation?: Value;
  /** The factors of the SVD layers' weights, by the name of the weight. */
  readonly factors: ReadonlyMap<string, SvdFactors>;
  /** Standard normal numbers of this step in the shape of `like`, the same for the same seed, step and stream. */
  normal(like: Value, stream: string): Value;
}

/** What a penalty yields. */
export interface Penalised {
  /** The scalar that is multiplied by the weight and added to the loss. */
  readonly value: Value;
  /** Other scalars, for the record of the training: by what they count. */
  readonly measures?: Readonly<Record<string, Value>>;
}

/** The options of a regulariser as they are after checking. */
type OptionsOf<Entries extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** A network that the laws of regularisers try it on; see `test/regularisers.test.ts`. */
export interface RegulariserSample {
  readonly network: "dense" | "svd" | "convolutional";
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly name: string;
  /** One sentence for help and pages. */
  readonly about: string;
  /** Where it was proposed: paper, equation. */
  readonly citation: string;
  readonly samples: readonly RegulariserSample[];
}

/** A term of the objective that is part of the training graph. */
export interface PenaltyDefinition<Entries extends v.ObjectEntries = v.ObjectEntries> extends Described {
  readonly kind: "penalty";
  /** Options beside `name` and `weight`, with defaults. */
  readonly options: Entries;
  /** Whether it looks at what comes out of the layers; if not, the graph is free to reorder them. */
  readonly readsLayers?: boolean;
  /**
   * Append the penalty of a mini-batch: operators that have a derivative.
   *
   * @throws NetspectraError when the network has nothing that it acts on
   */
  penalty(g: Builder, context: PenaltyContext, options: OptionsOf<Entries>): Penalised;
}

/** A term of the objective whose gradient is computed on the host, between two graphs. */
export interface HostedDefinition<Entries extends v.ObjectEntries = v.ObjectEntries>
  extends Described,
    HostedPenalty<OptionsOf<Entries>> {
  readonly kind: "hosted";
  readonly options: Entries;
}

/** A layer that is put into the network: behind the activation (dropout), or before it (batch normalisation). */
export type RegularisingLayer = { readonly kind: "dropout"; readonly rate: number } | { readonly kind: "batchNorm" };

/** A change of the network instead of a term of the objective; it has no weight. */
export interface LayerDefinition<Entries extends v.ObjectEntries = v.ObjectEntries> extends Described {
  readonly kind: "layer";
  /** Options beside `name`, with defaults; `layers` says where it goes. */
  readonly options: Entries & { readonly layers: typeof layersOption };
  /** What is put into each of the chosen layers. */
  layer(options: OptionsOf<Entries>): RegularisingLayer;
}

/** Options as a configuration has them: defaults are filled in. */
type Given = Readonly<Record<string, unknown>>;

/** A hosted penalty of whatever options. */
export interface HostedRegulariser extends Described, HostedPenalty<Given> {
  readonly kind: "hosted";
  readonly options: v.ObjectEntries;
}

/** A regularising layer of whatever options. */
export interface LayerRegulariser extends Described {
  readonly kind: "layer";
  readonly options: v.ObjectEntries;
  layer(options: Given): RegularisingLayer;
}

/** A term of the objective, or a layer, of whatever options: `{ name, weight, … }` in a training configuration. */
export type Regulariser =
  | (Omit<PenaltyDefinition, "penalty"> & {
      penalty(g: Builder, context: PenaltyContext, options: Given): Penalised;
    })
  | HostedRegulariser
  | LayerRegulariser;

/** A regulariser as data and a function. */
export function defineRegulariser<Entries extends v.ObjectEntries>(
  definition: PenaltyDefinition<Entries> | HostedDefinition<Entries> | LayerDefinition<Entries>,
): Regulariser {
  const schema = v.strictObject(definition.options);
  const checked = (options: Given) => v.parse(schema, options);
  if (definition.kind === "penalty") {
    const penalty = (g: Builder, context: PenaltyContext, options: Given) =>
      definition.penalty(g, context, checked(options));
    return { ...definition, penalty };
  }
  if (definition.kind === "layer") return { ...definition, layer: (options) => definition.layer(checked(options)) };
  return {
    ...definition,
    every: (options) => definition.every(checked(options)),
    choose: (stream, classes, options) => definition.choose(stream, classes, checked(options)),
    measure: (g, network, given, options) => definition.measure(g, network, given, checked(options)),
    host: (call, measured, chosen, options) => definition.host(call, measured, chosen, checked(options)),
    tangent: (g, network, given, options) => definition.tangent(g, network, given, checked(options)),
  };
}
