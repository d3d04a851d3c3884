import type { Builder, Graph, Value } from "../graph/index.ts";
import type { Penalised, PenaltyContext } from "../regularisers/define/defineRegulariser.ts";
import { type RegulariserConfig, regularisers } from "../regularisers/define/regularisers.ts";
import { type WeightSchedule, weightShare } from "../regularisers/define/weightSchedule.ts";
import { normalNumbers } from "./normalNumbers.ts";
import type { BuiltNetwork } from "./trainableNetwork.ts";

export type { Penalised, PenaltyContext } from "../regularisers/define/defineRegulariser.ts";

/** A weighted term of the objective: a regulariser of a configuration, or one of the caller's own. */
export interface Penalty {
  readonly name: string;
  /** With 0 it is measured, and changes nothing. */
  readonly weight: number;
  /** How the weight changes; default: it does not. */
  readonly schedule?: WeightSchedule | undefined;
  /** Whether it looks at what comes out of the layers; if not, the graph is free to reorder them. */
  readonly readsLayers?: boolean;
  /** Whether it looks at the network in evaluation mode. */
  readonly readsEvaluation?: boolean;
  /** Append it: operators that have a derivative. */
  readonly append: (g: Builder, context: PenaltyContext) => Penalised;
}

/** The regularisers of a configuration that are part of the training graph. */
export function penaltiesOf(configs: readonly RegulariserConfig[]): readonly Penalty[] {
  return configs.flatMap(({ name, weight = 0, schedule, ...options }): readonly Penalty[] => {
    const regulariser = regularisers.get(name);
    if (regulariser?.kind !== "penalty") return [];
    const { readsLayers = false } = regulariser;
    return [{ name, weight, schedule, readsLayers, append: (g, context) => regulariser.penalty(g, context, options) }];
  });
}

/** Names of the values that penalties look at, and that a graph must keep for them. */
export function valuesForPenalties(
  { x, logits, layers }: BuiltNetwork,
  targets: Value,
  graph: Graph,
  penalties: readonly Penalty[],
): readonly string[] {
  if (penalties.length === 0) return [];
  if (!penalties.some(({ readsLayers }) => readsLayers)) return [x.name, logits.name, targets.name];
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const ofLayers = Array.from(layers.values(), ({ name }) => [name, `${name}.preactivation`]).flat();
  return [x.name, logits.name, targets.name, ...ofLayers.filter((name) => made.has(name))];
}

interface PenaltyPlace {
  readonly kept: readonly string[];
  readonly seed: number;
  readonly step: Value;
  /** Name of the logits in evaluation mode. */
  readonly evaluation?: string;
}

/** The mini-batch as penalties see it, in a graph that holds the network and has kept {@link valuesForPenalties}. */
export function penaltyContext(
  g: Builder,
  { x, logits, layers, hidden, parameters, factors }: BuiltNetwork,
  targets: Value,
  { kept, seed, step, evaluation }: PenaltyPlace,
): PenaltyContext {
  const here = ({ name }: Value) => g.value(name);
  const ofLayers = [...layers].flatMap(([layer, { name }]) =>
    [
      [layer, name],
      [`${layer}.preactivation`, `${name}.preactivation`],
    ].filter(([, value]) => kept.slice(3).includes(value!)),
  );
  return {
    x: here(x),
    logits: here(logits),
    targets: here(targets),
    ...(evaluation !== undefined && { evaluation: g.value(evaluation) }),
    layers: new Map(ofLayers.map(([layer, value]) => [layer!, g.value(value!)])),
    hidden,
    parameters: new Map(parameters.map((parameter) => [parameter.name, here(parameter)])),
    factors: new Map(Array.from(factors, ([name, { u, s, v }]) => [name, { u: here(u), s: here(s), v: here(v) }])),
    normal: (like, stream) => normalNumbers(g, seed, step, like, stream),
  };
}

/**
 * The weighted sum of the penalties, what is added to the loss (nothing where all weights are 0), and each on its own.
 *
 * @param time in epochs, a scalar
 */
export function appendPenalties(g: Builder, context: PenaltyContext, penalties: readonly Penalty[], time: Value) {
  const measures: Record<string, Value> = {};
  const terms: Value[] = [];
  for (const { name, weight, schedule, append } of penalties) {
    const { value, measures: more = {} } = append(g, context);
    measures[name] = value;
    for (const [what, number] of Object.entries(more)) measures[`${name}.${what}`] = number;
    if (weight === 0) continue;
    const share = weightShare(g, schedule, time);
    terms.push(g.mul(value, share ? g.mul(share, weight) : weight));
  }
  return { sum: terms.length > 0 ? g.sum(terms) : undefined, measures };
}
