import { channelBlocks, newGraph, simplify, vjp } from "../autodiff/index.ts";
import type { Tensor } from "../base/index.ts";
import type { Builder, Graph, Value } from "../graph/index.ts";
import type { FactorNames } from "./factors/factorKeeper.ts";
import type { FedSamples } from "./fedSamples.ts";
import { forwardGraph } from "./forwardGraph.ts";
import type { LabelKind } from "./loss.ts";
import type { Optimiser } from "./optimisers/index.ts";
import type { Penalty } from "./penalties.ts";
import { stepsLoop } from "./stepsLoop.ts";
import type { TrainableNetwork } from "./trainableNetwork.ts";

export interface TrainingGraphOptions {
  readonly network: TrainableNetwork;
  readonly optimiser: Optimiser;
  /** Samples per step. */
  readonly batch: number;
  /** Shape of one sample. */
  readonly input: readonly number[];
  /** Default: as float32. */
  readonly fed?: FedSamples;
  /** Targets are probabilities or logits (S × batch × classes) instead of labels (S × batch). Default "hard". */
  readonly labels?: LabelKind;
  /** Of soft labels. Default 1. */
  readonly temperature?: number;
  /** Of the dropout masks and of the random numbers of penalties. Default 0. */
  readonly seed?: number;
  /** What is added to the loss. */
  readonly penalties?: readonly Penalty[];
  /** For the schedules of the penalties' weights. Default 1. */
  readonly stepsPerEpoch?: number;
  /** What `channelBlockSize` says of the machine that will run the graph; without, convolutions stay as they are. */
  readonly channelBlock?: number;
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
 * - inputs: every state tensor as "NAME:before"; "run:x" S × batch × … (float32, or uint8); "run:targets" S × batch (int32 labels) or
 *   S × batch × classes (float32); "run:scalars" S × H, the optimiser's numbers of each step; "run:steps" (int64: S);
 *   "run:step" (int64: how many steps came before); what penalties have as inputs of their own, for all of the run's steps
 * - outputs: every state tensor as "NAME:after"; "run:loss", "run:right" and, with penalties, "run:penalty" (their weighted sum)
 *   and "run:penalty:MEASURE" for each of `measures`: S
 */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
  readonly fed: FedSamples;
  /** Names of the H columns of "run:scalars". */
  readonly scalars: readonly string[];
  readonly classes: number;
  /** Names of the factors of the SVD layers' weights. */
  readonly factors: readonly FactorNames[];
  /** What penalties yield, each without its weight: "jacobianNorm", "layerSpectrum", "layerSpectrum.clipped". */
  readonly measures: readonly string[];
}

/**
 * Forward pass, reverse pass and update as one graph, S times in an ONNX Loop: the state leaves the runtime once, after
 * S steps. The steps of a run are the same whether they come together or one by one.
 *
 * @throws UnsupportedOperatorError when the network holds an operator without a derivative
 */
export function trainingGraph(options: TrainingGraphOptions): TrainingGraph {
  const forward = forwardGraph(options);
  const { graph, loss, right, measures, parameters: trained, updates, state, classes } = forward;
  const g = newGraph(graph);
  const { optimiser } = options;
  const objective = forward.weighs ? g.add(g.value(loss), g.value(forward.penalty)) : g.value(loss);
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
  const measured = {
    loss: g.value(loss),
    right: g.value(right),
    ...(measures.length > 0 && { penalty: g.value(forward.penalty) }),
    ...Object.fromEntries(measures.map((name) => [`penalty:${name}`, g.value(forward.measureName(name))])),
  };
  const outputs = [
    g.value("loop:going"),
    ...carried.map(({ name }) => next[name] ?? g.value(name)),
    ...Object.values(measured),
  ];
  const step = simplify(g.finish(outputsOf(g, outputs), "training_step"));
  const body = options.channelBlock === undefined ? step : channelBlocks(step, options.channelBlock);
  const outer = stepsLoop(body, carried, Object.keys(measured), options, classes, scalarNames.length);
  const { fed = {} } = options;
  return { graph: outer, state: carried, fed, scalars: scalarNames, classes, factors: forward.factors, measures };
}

/** Outputs that are inputs, or there twice, need a node of their own; a copy of anything else would cost its size. */
function outputsOf(g: Builder, outputs: readonly Value[]): readonly Value[] {
  const produced = new Set(g.nodes.flatMap((node) => node.outputs));
  return outputs.map((value, i) =>
    produced.has(value.name) && outputs.indexOf(value) === i ? value : g.op("Identity", [value]),
  );
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
