import { lower, newGraph, simplify, vjp } from "../autodiff/index.ts";
import { fail, formatShape, type Shape, type Tensor } from "../base/index.ts";
import { type Builder, type Graph, graphAttribute, int, type Node, type Value } from "../graph/index.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { countRight, crossEntropy, oneHotTargets } from "./loss.ts";
import type { Optimiser } from "./optimisers/index.ts";
import type { BuiltNetwork, TrainableNetwork } from "./trainableNetwork.ts";

/** Adds a scalar to the objective: a regulariser on weights, representations or Jacobians. */
export type Penalty = (g: Builder, context: PenaltyContext) => Value;

export interface PenaltyContext {
  readonly network: BuiltNetwork;
  /** batch × classes: the probabilities that are learned. */
  readonly targets: Value;
}

export interface TrainingGraphOptions {
  readonly network: TrainableNetwork;
  readonly optimiser: Optimiser;
  /** Samples per step. */
  readonly batch: number;
  /** Shape of one sample. */
  readonly input: readonly number[];
  /** Targets are probabilities (S × batch × classes) instead of labels (S × batch). */
  readonly soft?: boolean;
  /** Of the dropout masks. Default 0. */
  readonly seed?: number;
  readonly penalty?: Penalty;
}

/** A tensor that is carried from step to step. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: "parameter" | "statistic" | "optimiser";
  /** Its first value. */
  first(): Tensor<"float32">;
}

/**
 * Several steps of training as one graph. With S steps:
 *
 * - inputs: every state tensor as "NAME:before"; "run:x" S × batch × …; "run:targets" S × batch (int32 labels) or
 *   S × batch × classes (float32); "run:scalars" S × H, the optimiser's numbers of each step; "run:steps" (int64: S);
 *   "run:step" (int64: how many steps came before)
 * - outputs: every state tensor as "NAME:after"; "run:loss", "run:right" and, with a penalty, "run:penalty": S
 */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
  /** Names of the H columns of "run:scalars". */
  readonly scalars: readonly string[];
  readonly classes: number;
  readonly penalised: boolean;
}

/**
 * Forward pass, reverse pass and update as one graph, S times in an ONNX Loop: the state leaves the runtime once, after
 * S steps. The steps of a run are the same whether they come together or one by one.
 *
 * @throws UnsupportedOperatorError when the network holds an operator without a derivative
 */
export function trainingGraph(options: TrainingGraphOptions): TrainingGraph {
  const { graph, loss, right, penalty, parameters: trained, updates, state, classes } = forwardGraph(options);
  const g = newGraph(graph);
  const { optimiser } = options;
  const objective = penalty ? g.add(g.value(loss), g.value(penalty)) : g.value(loss);
  const parameters = trained.map((name) => g.value(name));
  const gradients = vjp(g, [objective], [g.scalar(1, objective)], parameters);
  const scalarNames = Object.keys(optimiser.scalars(1, 1));
  const scalars = scalarValues(g, scalarNames);
  const next: Record<string, Value> = {};
  const carried = [...state];
  for (const [i, parameter] of parameters.entries()) {
    const gradient = gradients[i];
    if (!gradient) continue;
    const memory: Record<string, Value> = {};
    for (const name of optimiser.state) {
      const tensor = rememberedTensor(parameter, name);
      carried.push(tensor);
      memory[name] = g.input(tensor.name, "float32", tensor.shape);
    }
    const updated = optimiser.update(g, { parameter, gradient, state: memory, scalars });
    next[parameter.name] = updated.parameter;
    for (const name of optimiser.state) next[memory[name]!.name] = updated.state[name]!;
  }
  for (const [name, update] of Object.entries(updates)) next[name] = g.value(update);
  const measured = { loss: g.value(loss), right: g.value(right), ...(penalty && { penalty: g.value(penalty) }) };
  const body = simplify(
    g.finish(
      {
        "loop:stay": g.value("loop:going"),
        ...Object.fromEntries(carried.map(({ name }) => [`${name}:next`, next[name] ?? g.value(name)])),
        ...Object.fromEntries(Object.entries(measured).map(([name, value]) => [`step:${name}`, value])),
      },
      "training_step",
    ),
  );
  const outer = loopGraph(body, carried, Object.keys(measured), options, classes, scalarNames.length);
  return { graph: outer, state: carried, scalars: scalarNames, classes, penalised: penalty !== undefined };
}

/** Colons keep these apart from whatever the layers are called. */
const names = { loss: "measured:loss", right: "measured:right", penalty: "measured:penalty" } as const;

/** Loss and everything that it needs, in primitives; names of its values. */
function forwardGraph({ network: build, batch, input, soft = false, seed = 0, penalty }: TrainingGraphOptions) {
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
  const given = soft
    ? g.input("run:targets", "float32", ["S", batch, classes])
    : g.input("run:targets", "int32", ["S", batch]);
  const targets = soft ? ofStep(given) : oneHotTargets(g, ofStep(given), classes, network.logits);
  const loss = crossEntropy(g, network.logits, targets);
  const extra = penalty?.(g, { network, targets });
  const outputs = {
    [names.loss]: loss,
    [names.right]: countRight(g, network.logits, targets),
    ...(extra && { [names.penalty]: extra }),
    ...Object.fromEntries(Object.entries(network.updates).map(([name, value]) => [`${name}:update`, value])),
  };
  return {
    graph: simplify(lower(g.finish(outputs))),
    loss: names.loss,
    right: names.right,
    penalty: extra && names.penalty,
    parameters: network.parameters.map(({ name }) => name),
    updates: Object.fromEntries(Object.keys(network.updates).map((name) => [name, `${name}:update`])),
    state,
    classes,
  };
}

function scalarValues(g: Builder, names: readonly string[]): Record<string, Value> {
  const row = g.op("Gather", [g.input("run:scalars", "float32", ["S", names.length]), g.value("loop:iteration")]);
  return Object.fromEntries(names.map((name, i) => [name, g.squeeze(g.slice(row, [0], [i], [i + 1]), [0])]));
}

function rememberedTensor(parameter: Value, name: string): StateTensor {
  const shape = parameter.shape as readonly number[];
  const size = shape.reduce((product, length) => product * length, 1);
  const first = (): Tensor<"float32"> => ({ type: "float32", shape, data: new Float32Array(size) });
  return { name: `${parameter.name}:${name}`, shape, role: "optimiser", first };
}

/** The Loop around the body. What changes with the step alone is taken from the scope around it. */
function loopGraph(
  body: Graph,
  state: readonly StateTensor[],
  measured: readonly string[],
  { batch, input, soft = false }: TrainingGraphOptions,
  classes: number,
  scalarCount: number,
): Graph {
  const loopInputs = ["loop:iteration", "loop:going", ...state.map(({ name }) => name)];
  const own = new Map(body.inputs.map((info) => [info.name, info]));
  const loop: Node = {
    name: "steps_loop",
    operator: "Loop",
    domain: "",
    inputs: ["run:steps", "", ...state.map(({ name }) => `${name}:before`)],
    outputs: [...state.map(({ name }) => `${name}:after`), ...measured.map((name) => `run:${name}`)],
    attributes: { body: graphAttribute({ ...body, inputs: loopInputs.map((name) => own.get(name)!) }) },
  };
  const carried = (suffix: string) =>
    state.map(({ name, shape }) => ({ name: `${name}:${suffix}`, type: "float32", shape }) as const);
  return {
    name: "training",
    inputs: [
      ...carried("before"),
      { name: "run:x", type: "float32", shape: ["S", batch, ...input] },
      soft
        ? { name: "run:targets", type: "float32", shape: ["S", batch, classes] }
        : { name: "run:targets", type: "int32", shape: ["S", batch] },
      { name: "run:scalars", type: "float32", shape: ["S", scalarCount] },
      { name: "run:steps", type: "int64", shape: [] },
      { name: "run:step", type: "int64", shape: [] },
    ],
    outputs: [
      ...carried("after"),
      ...measured.map((name) => ({ name: `run:${name}`, type: "float32", shape: ["S"] }) as const),
    ],
    nodes: [loop],
    initializers: new Map(),
    valueInfo: [],
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
