import { lower, newGraph, parametersAsInputs, simplify } from "../../autodiff/index.ts";
import { fail, formatShape, sizeOf, type Tensor } from "../../base/index.ts";
import type { Builder, Graph, Value } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { type LossName, sampleLosses } from "../sampleLoss.ts";
import { selectOutput } from "../selectOutput.ts";
import { type ChosenParameter, chosenParameters } from "./chosenParameters.ts";

/** The loss of a network on labelled samples as a graph that can be differentiated twice. */
export interface HessianProblem {
  /** In primitives. Inputs: the samples, `labels` (N; int32), `weights` (N), the open parameters. */
  readonly graph: Graph;
  readonly input: string;
  readonly labels: string;
  /** What the loss of each sample counts. */
  readonly weights: string;
  /** Σ weight · loss over the samples of a run. */
  readonly loss: string;
  /** The loss of each sample. */
  readonly losses: string;
  /** N × k */
  readonly logits: string;
  /** The tensor that becomes the logits, as the model calls it. */
  readonly output: string;
  readonly classes: number;
  /** What it is differentiated by: the open parameters, or the input. */
  readonly wrt: readonly string[];
  /** Empty for the input. */
  readonly parameters: readonly ChosenParameter[];
  readonly values: ReadonlyMap<string, Tensor>;
  /** Order of the Hessian: all elements of the parameters, or of one sample. */
  readonly order: number;
}

export interface ProblemOptions {
  readonly loss: LossName;
  readonly wrt: "parameters" | "input";
  readonly layers?: readonly string[] | undefined;
}

/**
 * The weighted loss of a network; a final Softmax, LogSoftmax or Sigmoid is removed.
 *
 * @throws NetspectraError for networks without parameters, names of layers that are none, and outputs that are not one
 *   number per class; UnsupportedOperatorError
 */
export function hessianProblem(model: LoadedModel, { loss, wrt, layers }: ProblemOptions): HessianProblem {
  const parameters = wrt === "parameters" ? chosenParameters(model, layers) : [];
  const opened = parametersAsInputs(
    model.graph,
    parameters.map(({ name }) => name),
  );
  const { graph, output } = selectOutput({ ...model, graph: opened.graph }, "logits");
  const g = newGraph(graph);
  const value = g.value(output);
  const named = (name: string, from: Value) =>
    g.append({ name, operator: "Identity", domain: "", inputs: [], outputs: [name], attributes: {} }, [from])[0]!;
  // A value of its own, which the loss depends on, so that one can differentiate with respect to it.
  const logits = named(g.fresh("logits"), asMatrix(g, value));
  const [samples] = logits.shape;
  const labels = g.input(g.fresh("labels"), "int32", [samples!]);
  const weights = g.input(g.fresh("weights"), value.type, [samples!]);
  const losses = sampleLosses[loss](g, logits, labels);
  const total = g.reduceSum(g.mul(losses, weights), [0], false);
  const outputs = [named(g.fresh("loss"), total), named(g.fresh("losses"), losses), logits];
  const by = wrt === "parameters" ? parameters.map(({ name }) => name) : [model.wrt];
  const order = wrt === "parameters" ? sumOf(parameters) : sizeOfSample(graph, model.wrt);
  return {
    graph: simplify(lower(g.finish(outputs)), { keep: [...by, logits.name] }),
    input: model.input,
    labels: labels.name,
    weights: weights.name,
    loss: outputs[0]!.name,
    losses: outputs[1]!.name,
    logits: logits.name,
    output,
    classes: logits.shape[1] as number,
    wrt: by,
    parameters,
    values: opened.parameters,
    order,
  };
}

const sumOf = (parameters: readonly ChosenParameter[]) => parameters.reduce((sum, { size }) => sum + size, 0);

function sizeOfSample(graph: Graph, name: string): number {
  const { shape } = newGraph(graph).value(name);
  const rest = shape.slice(1);
  if (rest.every((size) => typeof size === "number")) return sizeOf(rest);
  return fail({
    subject: `tensor "${name}"`,
    expected: "known sizes on all axes but the batch",
    got: formatShape(shape),
  });
}

/** N × k. @throws NetspectraError where a sample has more than one number per class */
function asMatrix(g: Builder, value: Value): Value {
  const { shape } = value;
  const [samples, ...rest] = shape;
  const sizes = rest.filter((size) => size !== 1);
  const [classes = 1] = sizes;
  if (samples === undefined || sizes.length > 1 || typeof classes !== "number") {
    return fail({
      subject: `output "${value.name}"`,
      expected: "one number per class for each sample (N × classes)",
      got: formatShape(shape),
      todo: "A loss of whole sequences or images of classes is not defined here.",
    });
  }
  return rest.length === 1 ? value : g.reshape(value, [samples, classes]);
}
