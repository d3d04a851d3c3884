import { newGraph, renameNode } from "../autodiff/index.ts";
import { batch, fail, formatShape, isFloat, sizeOf } from "../base/index.ts";
import { type Builder, createModel, type Graph, int, type Model, type Value } from "../graph/index.ts";
import type { LoadedModel } from "./loadModel.ts";
import { type Head, selectOutput } from "./selectOutput.ts";

/** What the members' answers are averaged as. */
export const ensembleAverages = ["probabilities", "logits"] as const;
export type EnsembleAverage = (typeof ensembleAverages)[number];

/** A member with what it is averaged by. */
interface Member {
  readonly model: LoadedModel;
  readonly graph: Graph;
  readonly output: string;
  readonly head: Head | undefined;
}

/**
 * Several networks as one: the same samples into each, the mean of their answers out (Wang et al. 2016, section 4.5, which
 * does not say of what the mean is).
 *
 * - logits: "logits" is the mean of the members' logits, so that the Jacobian is the mean of theirs
 * - probabilities: "logits" is ln of the mean probability, whose softmax is that mean; for one output, whose sigmoid is
 *
 * A final Softmax, LogSoftmax or Sigmoid of a member is removed first. Input "x" (N × …), output "logits" (N × k).
 *
 * @throws NetspectraError for fewer than two members, and for members with other inputs or numbers of outputs
 */
export function ensembleModel(
  models: readonly LoadedModel[],
  { average }: { readonly average: EnsembleAverage },
): Model {
  const members = models.map((model): Member => {
    const { graph, output, head } = selectOutput(model, average === "probabilities" ? "probabilities" : "logits");
    return { model, graph, output, head };
  });
  const [first, second] = members;
  if (!first || !second) {
    return fail({ subject: "an ensemble", expected: "two networks at least", got: `${members.length}` });
  }
  for (const member of members) requireAlike(member, first);
  const parts = members.map((member, i) => renamed(member, `network_${i + 1}/`));
  const g = newGraph({
    name: "ensemble",
    inputs: first.graph.inputs.map((info) => ({ ...info, name: "x" })),
    outputs: [],
    nodes: parts.flatMap(({ nodes }) => nodes),
    initializers: new Map(parts.flatMap(({ initializers }) => [...initializers])),
    valueInfo: [],
  });
  const outputs = parts.map(({ output }) => g.reshape(g.value(output), [batch, classCount(first)]));
  const sigmoid = first.head === "sigmoid";
  if (sigmoid) requireOneOutput(first);
  const combine = average === "logits" ? mean : sigmoid ? logitOfMean : logOfMean;
  return createModel(g.finish({ logits: combine(g, outputs) }, "ensemble"), {
    metadata: {
      ensemble: average,
      members: JSON.stringify(models.map(({ sha256 }) => sha256)),
      ...sharedRecord(models),
    },
  });
}

function mean(g: Builder, logits: readonly Value[]): Value {
  return g.mul(g.sum(logits), 1 / logits.length);
}

/** ln (1/m) Σ softmax(z), by way of the logarithms, which neither overflow nor vanish. */
function logOfMean(g: Builder, logits: readonly Value[]): Value {
  return logMeanExp(
    g,
    logits.map((z) => g.op("LogSoftmax", [z], { axis: int(1) })),
  );
}

/** ln p̄ − ln (1 − p̄) for p̄ = (1/m) Σ σ(z), where ln σ(z) = −softplus(−z). */
function logitOfMean(g: Builder, logits: readonly Value[]): Value {
  const logSigmoid = (z: Value) => g.neg(g.op("Softplus", [g.neg(z)]));
  return g.sub(
    logMeanExp(g, logits.map(logSigmoid)),
    logMeanExp(
      g,
      logits.map((z) => logSigmoid(g.neg(z))),
    ),
  );
}

function logMeanExp(g: Builder, logarithms: readonly Value[]): Value {
  const stacked = g.concat(
    logarithms.map((value) => g.unsqueeze(value, [0])),
    0,
  );
  const sum = g.op("ReduceLogSumExp", [stacked, g.indices([0])], { keepdims: int(0) });
  return g.sub(sum, Math.log(logarithms.length));
}

/** A member's graph under names of its own, but for the input. */
function renamed({ model, graph, output }: Member, prefix: string) {
  const rename = (name: string) => (name === model.input ? "x" : `${prefix}${name}`);
  return {
    nodes: graph.nodes.map((node) => ({ ...renameNode(node, rename), name: `${prefix}${node.name}` })),
    initializers: [...graph.initializers].map(([name, tensor]) => [rename(name), tensor] as const),
    output: rename(output),
  };
}

function requireAlike(member: Member, first: Member): void {
  const { model } = member;
  const refuse = (expected: string, got: string, todo?: string): never =>
    fail({ subject: `${model.path}, as a member of an ensemble`, expected, got, ...(todo && { todo }) });
  if (model.batch !== "any") refuse("a network that takes any number of samples", `one that takes ${model.batch}`);
  const type = inputType(member);
  if (!type || !isFloat(type) || type !== inputType(first)) {
    const wanted = inputType(first);
    refuse(`an input of ${wanted && isFloat(wanted) ? wanted : "floats"}`, `${type}`);
  }
  const [shape, other] = [formatShape(first.model.sampleShape), formatShape(model.sampleShape)];
  if (shape !== other) refuse(`samples of ${shape}, as ${first.model.path} takes them`, other);
  const [layout, otherLayout] = [first.model.layout, model.layout];
  if (layout && otherLayout && layout !== otherLayout) {
    refuse(`images as ${layout}, as ${first.model.path} takes them`, otherLayout);
  }
  const [classes, otherClasses] = [classCount(first), classCount(member)];
  if (classes !== otherClasses) refuse(`${classes} outputs, as ${first.model.path} has`, `${otherClasses}`);
  if (member.head !== first.head) {
    const todo = 'Average the logits instead (average: "logits").';
    refuse(`a final ${first.head}, as ${first.model.path} has`, `${member.head}`, todo);
  }
}

const inputType = ({ graph, model }: Member) => graph.inputs.find(({ name }) => name === model.input)?.type;

/** Elements of the output of a sample. */
function classCount({ model, graph, output }: Member): number {
  const { shape } = newGraph(graph).value(output);
  const [samples, ...rest] = shape;
  if (samples === batch && rest.every((size) => typeof size === "number")) return sizeOf(rest);
  return fail({
    subject: `${model.path}, as a member of an ensemble`,
    expected: "an output with the batch axis first",
    got: formatShape(shape),
  });
}

/** Several outputs behind a sigmoid each are no distribution, and would be taken for one. */
function requireOneOutput(member: Member): void {
  const count = classCount(member);
  if (count === 1) return;
  fail({
    subject: "the mean probability of an ensemble",
    expected: "classes behind a Softmax, or one output behind a Sigmoid",
    got: `${count} outputs behind a Sigmoid`,
    todo: 'Average the logits instead (average: "logits").',
  });
}

/** What all members say of their data, so that a split chosen for them is that of their training. */
function sharedRecord(models: readonly LoadedModel[]): Record<string, string> {
  const keys = ["netspectra", "split-seed", "data", "data-sha256"];
  const shared = keys.flatMap((key) => {
    const value = models[0]?.metadata[key];
    return value !== undefined && models.every(({ metadata }) => metadata[key] === value) ? [[key, value]] : [];
  });
  return Object.fromEntries(shared);
}
