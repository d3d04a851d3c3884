import * as v from "valibot";
import { sizeOf } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import { defineRegulariser, type Regulariser, type RegulariserSample } from "../define/defineRegulariser.ts";
import { chosenLayers, layersOption } from "../define/layerChoice.ts";
import { classGroups, type Groups, oneGroup } from "./groups.ts";

/** Options of all of them. */
const common = {
  layers: layersOption,
  /** Divided by the number of its terms, as the authors' program can (their `normalised`). Default false. */
  normalised: v.optional(v.boolean("true or false"), false),
};

interface RepresentationPenalty<Entries extends v.ObjectEntries> {
  readonly name: string;
  readonly about: string;
  readonly citation: string;
  /** Statistics of the samples of each class, summed over the classes that are in the batch. */
  readonly classWise: boolean;
  /** Options beside `layers` and `normalised`. */
  readonly options: Entries;
  /** How many terms one group's sum has in a layer of so many units: what `normalised` divides by. */
  readonly terms: (units: number) => number;
  /** The sum over the groups, of a layer's activations: samples × units. A scalar. */
  readonly append: (
    g: Builder,
    z: Value,
    groups: Groups,
    options: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>,
  ) => Value;
  readonly samples?: readonly RegulariserSample[];
}

/** The same laws for all: small and large layers, images, several layers, and every option. */
const everySample: readonly RegulariserSample[] = [
  { network: "dense" },
  { network: "convolutional", options: { layers: ["conv_1"] } },
  { network: "svd", options: { layers: "all", normalised: true } },
];

/**
 * A penalty on what comes out of hidden layers: the sum over the chosen layers, each as a matrix of samples × units. A
 * unit of a convolutional layer is a channel at a position.
 */
export function representationPenalty<Entries extends v.ObjectEntries>(
  definition: RepresentationPenalty<Entries>,
): Regulariser {
  const { name, about, citation, classWise, terms, append, samples = [] } = definition;
  const own = v.strictObject(definition.options);
  return defineRegulariser({
    kind: "penalty",
    ...{ name, about, citation },
    options: { ...common, ...definition.options } as typeof common,
    readsLayers: true,
    samples: [...everySample, ...samples],
    penalty(g, { layers, hidden, targets }, { layers: choice, normalised, ...options }) {
      const chosen = chosenLayers(name, hidden, choice).map((layer) => matrixOf(g, layers.get(layer)!));
      const groups = classWise ? classGroups(g, targets) : oneGroup(g, targets.shape[0] as number, targets);
      const values = chosen.map((z) => {
        const value = append(g, z, groups, v.parse(own, options));
        const divisor = Math.max(1, terms(z.shape[1] as number)) * groups.count;
        return normalised ? g.div(value, divisor) : value;
      });
      return { value: g.sum(values), ...(classWise && { measures: { absentClasses: groups.absent } }) };
    },
  });
}

function matrixOf(g: Builder, layer: Value): Value {
  const [samples, ...unit] = layer.shape as readonly [number, ...number[]];
  return g.reshape(layer, [samples, sizeOf(unit)]);
}
