import { lower, newGraph, simplify } from "../autodiff/index.ts";
import { fail, formatShape, type Shape } from "../base/index.ts";
import { int, type Value } from "../graph/index.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { countRight, oneHotTargets, softLoss, squaredError } from "./loss.ts";
import { poolFirst } from "./poolFirst.ts";
import type { StateTensor, TrainingGraphOptions } from "./trainingGraph.ts";

/** Colons keep these apart from whatever the layers are called. */
const names = { loss: "measured:loss", right: "measured:right", penalty: "measured:penalty" } as const;

/** Loss and everything that it needs, in primitives; names of its values. */
export function forwardGraph({
  network: build,
  batch,
  input,
  labels = "hard",
  temperature = 1,
  seed = 0,
  penalty,
}: TrainingGraphOptions) {
  const g = newGraph();
  const iteration = g.input("loop:iteration", "int64", []);
  g.input("loop:going", "bool", []);
  const state: StateTensor[] = [];
  const ofStep = (value: Value) => g.op("Gather", [value, iteration], { axis: int(0) });
  const x = ofStep(g.input("run:x", "float32", ["S", batch, ...input]));
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
  const targets = labels === "logits" && penalty ? g.op("Softmax", [given]) : given;
  const extra = penalty?.(g, { network, targets });
  const outputs = {
    [names.loss]: loss,
    [names.right]: countRight(g, network.logits, given),
    ...(extra && { [names.penalty]: extra }),
    ...Object.fromEntries(Object.entries(network.updates).map(([name, value]) => [`${name}:update`, value])),
  };
  return {
    graph: poolFirst(simplify(lower(g.finish(outputs)))),
    loss: names.loss,
    right: names.right,
    penalty: extra && names.penalty,
    parameters: network.parameters.map(({ name }) => name),
    updates: Object.fromEntries(Object.keys(network.updates).map((name) => [name, `${name}:update`])),
    state,
    classes,
  };
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
