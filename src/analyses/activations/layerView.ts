import { newGraph, sampleView } from "../../autodiff/index.ts";
import { isStatic, type Shape, sizeOf } from "../../base/index.ts";
import type { Builder, Graph, Node, Value } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";

/**
 * What a unit is where a layer has positions: "channel": a channel, and each position of each sample is a row; "unit": each
 * element is a unit of its own, and each sample is a row.
 */
export type ConvolutionReading = "channel" | "unit";

/** How the activations of a layer are units and rows. */
export interface LayerView {
  /** Name of the tensor. */
  readonly layer: string;
  /** The operator that yields it. */
  readonly operator: string;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly units: number;
  /** Rows that one sample gives. */
  readonly positions: number;
  /** Whether the unit is the last axis, after the positions; else it comes before them. */
  readonly unitLast: boolean;
  /** Whether no activation is ever negative, as the operators tell. */
  readonly nonNegative: boolean;
}

/** Operators whose results, and what is done to them element by element, have channels on axis 1. */
const channelsFirst: ReadonlySet<string> = new Set(
  "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool BatchNormalization InstanceNormalization GroupNormalization LRN".split(
    " ",
  ),
);
const channelsLast: ReadonlySet<string> = new Set(["MatMul", "Gemm", "LayerNormalization", "RMSNormalization"]);

/** Operators that yield no negative number. */
const nonNegatives: ReadonlySet<string> = new Set("Relu Sigmoid HardSigmoid Softplus Softmax Abs Exp".split(" "));
/** Operators that yield none where they are given none. */
const keepers: ReadonlySet<string> = new Set(
  "MaxPool AveragePool GlobalAveragePool GlobalMaxPool Identity Flatten Reshape Squeeze Unsqueeze Transpose Dropout Cast Slice Concat Gather Pad".split(
    " ",
  ),
);

/** How a tensor of the graph is read. @throws NetspectraError for tensors that are no float numbers of each sample */
export function layerView(model: LoadedModel, layer: string, reading: ConvolutionReading): LayerView {
  const { graph } = model;
  const g = newGraph(graph);
  const value = g.value(layer);
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const { size } = sampleView(g, graph, value, fixedBatch(model));
  const common = {
    layer,
    operator: producers.get(layer)?.operator ?? "input",
    nonNegative: isNonNegative(graph, producers, layer),
  };
  const own: Shape = value.shape.slice(1);
  const hasBatchFirst = isStatic(own) && sizeOf(own) === size;
  const shape = hasBatchFirst ? own : [size];
  if (reading === "unit" || shape.length < 2) return { ...common, shape, units: size, positions: 1, unitLast: true };
  const unitLast = hasChannelsLast(g, producers, value);
  const units = (unitLast ? shape.at(-1) : shape[0]) ?? 1;
  return { ...common, shape, units, positions: size / Math.max(units, 1), unitLast };
}

/** The samples of every run, where the graph fixes them. */
export function fixedBatch({ graph, input, batch }: LoadedModel): number | undefined {
  const [first] = graph.inputs.find(({ name }) => name === input)?.shape ?? [];
  return batch !== "any" && typeof first === "number" ? batch : undefined;
}

/** Whether the channels of N × … are on the last axis: what the last matrix product or convolution before it tells. */
function hasChannelsLast(g: Builder, producers: ReadonlyMap<string, Node>, { name, shape }: Value): boolean {
  let current = name;
  for (let node = producers.get(current); node; node = producers.get(current)) {
    if (channelsFirst.has(node.operator)) return false;
    if (channelsLast.has(node.operator)) return true;
    const next = node.inputs.find((input) => producers.has(input) && g.value(input).shape.length === shape.length);
    if (next === undefined || node.operator === "Transpose") break;
    current = next;
  }
  return shape.length === 3;
}

function isNonNegative(graph: Graph, producers: ReadonlyMap<string, Node>, name: string): boolean {
  const node = producers.get(name);
  if (node?.domain !== "") return false;
  if (nonNegatives.has(node.operator)) return true;
  if (node.operator === "Clip") {
    const [least] = graph.initializers.get(node.inputs[1] ?? "")?.data ?? [];
    return least !== undefined && Number(least) >= 0;
  }
  if (!keepers.has(node.operator)) return false;
  // Gather and Slice have indices beside their operand.
  const operands = node.operator === "Concat" ? node.inputs : node.inputs.slice(0, 1);
  return operands.every((input) => isNonNegative(graph, producers, input));
}
