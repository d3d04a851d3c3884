import { lower, newGraph, simplify } from "../autodiff/index.ts";
import { fail, formatShape, type Shape } from "../base/index.ts";
import { type Graph, int, type Value } from "../graph/index.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { fedType, fedValues } from "./fedSamples.ts";
import { evaluationLogits } from "./hosted/evaluationLogits.ts";
import { countRight, oneHotTargets, softLoss, squaredError } from "./loss.ts";
import { appendPenalties, penaltyContext, valuesForPenalties } from "./penalties.ts";
import { poolFirst } from "./poolFirst.ts";
import type { StateTensor, TrainingGraphOptions } from "./trainingGraph.ts";

/** Colons keep these apart from whatever the layers are called. */
const names = {
  loss: "measured:loss",
  right: "measured:right",
  targets: "measured:targets",
  penalty: "measured:penalty",
} as const;
const evaluationName = "measured:evaluation";
const measureName = (measure: string) => `${names.penalty}:${measure}`;

/** Loss and everything that it needs, in primitives; names of its values. */
export function forwardGraph(options: TrainingGraphOptions) {
  const {
    network: build,
    batch,
    input,
    fed = {},
    labels = "hard",
    temperature = 1,
    seed = 0,
    penalties = [],
    stepsPerEpoch = 1,
  } = options;
  const g = newGraph();
  const iteration = g.input("loop:iteration", "int64", []);
  g.input("loop:going", "bool", []);
  const state: StateTensor[] = [];
  const ofStep = (value: Value) => g.op("Gather", [value, iteration], { axis: int(0) });
  const x = fedValues(g, ofStep(g.input("run:x", fedType(fed), ["S", batch, ...input])), fed);
  const network = build(g, {
    mode: "training",
    batch,
    x,
    mask: dropoutMask(seed, g.add(g.input("run:step", "int64", []), iteration)),
    parameter: ({ name, shape, trained }, first) => {
      state.push({ name, shape, role: trained ? "parameter" : "statistic", first });
      return g.input(name, "float32", shape);
    },
  });
  const classes = classCount(network.logits.shape);
  const given =
    labels === "hard"
      ? oneHotTargets(g, ofStep(g.input("run:targets", "int32", ["S", batch])), classes, network.logits)
      : ofStep(g.input("run:targets", "float32", ["S", batch, classes]));
  const loss =
    labels === "logits" ? squaredError(g, network.logits, given) : softLoss(g, network.logits, given, temperature);
  const targets = labels === "logits" && penalties.length > 0 ? g.op("Softmax", [given]) : given;
  const evaluates = penalties.some(({ readsEvaluation }) => readsEvaluation);
  const known = new Set(state.map(({ name }) => name));
  const outputs = {
    ...(evaluates && { [evaluationName]: evaluationLogits(g, build, batch, x, known) }),
    [names.loss]: loss,
    [names.right]: countRight(g, network.logits, given),
    ...(targets !== given && { [names.targets]: targets }),
    ...Object.fromEntries(Object.entries(network.updates).map(([name, value]) => [`${name}:update`, value])),
  };
  const plain = lower(g.finish(outputs));
  const kept = valuesForPenalties(network, targets, plain, penalties);
  const graph = poolFirst(simplify(plain, { keep: kept }), kept);
  const penalised = penalties.length > 0 ? withPenalties(graph) : { graph, measures: [], weighs: false };
  return {
    ...penalised,
    loss: names.loss,
    right: names.right,
    penalty: names.penalty,
    measureName,
    parameters: network.parameters.map(({ name }) => name),
    factors: Array.from(network.factors, ([weight, { u, s, v }]) => ({ weight, u: u.name, s: s.name, v: v.name })),
    updates: Object.fromEntries(Object.keys(network.updates).map((name) => [name, `${name}:update`])),
    state,
    classes,
  };

  /** Derivatives are taken of primitives, so that penalties come when all is lowered, and are lowered themselves. */
  function withPenalties(before: Graph) {
    const p = newGraph(before);
    const step = p.add(p.value("run:step"), p.value("loop:iteration"));
    const place = { kept, seed, step, ...(evaluates && { evaluation: evaluationName }) };
    const time = p.div(p.cast(step, network.logits.type), stepsPerEpoch);
    const { sum, measures } = appendPenalties(p, penaltyContext(p, network, targets, place), penalties, time);
    const after = lower(
      p.finish({
        ...Object.fromEntries(before.outputs.map(({ name }) => [name, p.value(name)])),
        [names.penalty]: sum ?? p.scalar(0, p.value(names.loss)),
        ...Object.fromEntries(Object.entries(measures).map(([name, value]) => [measureName(name), value])),
      }),
    );
    return { graph: simplify(after), measures: Object.keys(measures), weighs: sum !== undefined };
  }
}

function classCount(logits: Shape): number {
  const classes = logits[1];
  if (logits.length === 2 && typeof classes === "number" && classes > 1) return classes;
  return fail({
    subject: "a network to be trained",
    expected: "logits of batch × classes, with two classes at least",
    got: formatShape(logits),
  });
}
