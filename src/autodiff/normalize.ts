import { type Blocked, batch, fail, NetspectraError, UnsupportedOperatorError } from "../base/index.ts";
import { type Graph, type Model, type Node, opsetVersion, usedValues, type ValueInfo } from "../graph/index.ts";
import { unfusedBy } from "./fusedOperators.ts";
import { inlineFunctions, type VersionedNode } from "./inlineFunctions.ts";
import { chooseInput, inputType } from "./inputTypes.ts";
import { leadBatch } from "./leadBatch.ts";
import { lowerNewer } from "./lowerNewer.ts";
import { openAlone } from "./openAlone.ts";
import { prependBatch } from "./prependBatch.ts";
import { type ResolvedGraph, resolveShapes, type ShapeOptions } from "./resolveShapes.ts";
import { unsupportedNodes } from "./unsupported.ts";
import { upgradeNodes } from "./upgradeNodes.ts";
import { hasNarrowFloats, widenFloats } from "./widenFloats.ts";

export interface NormalizeOptions extends Omit<ShapeOptions, "batch"> {
  /** What to call the model in errors. */
  source?: string;
  /** Values that are wanted, any of the graph; default: its outputs. What they do not need is dropped. */
  outputs?: readonly string[];
  /**
   * "symbolic" (default): a batch size that the file fixes is opened where every sample provably passes on its own.
   * "as-is": it is kept. "absent": the network takes one sample without a batch axis; one is put before it.
   */
  batch?: "symbolic" | "as-is" | "absent";
}

export interface NormalizedModel {
  readonly graph: Graph;
  /** "any": the batch axis is open ("N"). A number: the graph runs at this batch size only. */
  readonly batch: "any" | number;
  /** Why the batch size is fixed, as a sentence. */
  readonly why?: string;
  /** The node for which a batch size that the file fixes could not be opened. */
  readonly frozenBy?: Blocked;
  /** What was changed that a reader of results should know, as sentences. */
  readonly notes: readonly string[];
}

/** The operator sets that files may be written for. */
const readable = { oldest: 6, newest: 26 } as const;

/**
 * The graph of a model in the one form that everything else works on: opset {@link opsetVersion}, functions written
 * out, constants as initialisers, only what the outputs need, every value with element type and shape, the batch as "N".
 *
 * @throws UnsupportedOperatorError with all operators on the way that are not known; NetspectraError for operator sets
 *   that are too old or too new, outputs that the graph does not have, shapes that cannot be known
 */
export function normalizeModel(model: Model, options: NormalizeOptions = {}): Graph {
  return normalizeWithReport(model, options).graph;
}

/** {@link normalizeModel}, with a word on the batch and on what was changed. */
export function normalizeWithReport(model: Model, options: NormalizeOptions = {}): NormalizedModel {
  const { batch: mode = "symbolic", ...rest } = options;
  const prepared = prepareGraph(model, options);
  const resolved =
    mode === "absent"
      ? resolveAlone(prepared, rest)
      : resolveShapes(leadBatch(prepared, rest), { ...rest, batch: mode });
  const graph = lowerNewer(resolved.graph);
  return { graph, ...batchOf(resolved, rest.input, mode), notes: notesOn(model) };
}

/** A network that takes one sample without a batch axis. */
function resolveAlone(graph: Graph, options: Omit<NormalizeOptions, "batch">): ResolvedGraph {
  const alone = resolveShapes(graph, { ...options, batch: "as-is" }).graph;
  const open = openAlone(alone, options);
  if (open) return { graph: open };
  const startsWithOne = (name: string) => alone.outputs.find((output) => output.name === name)?.shape?.[0] === 1;
  return resolveShapes(prependBatch(graph, options, startsWithOne), options);
}

function batchOf({ graph, frozenBy }: ResolvedGraph, input: string | undefined, mode: NormalizeOptions["batch"]) {
  const [first, ...sample] = chooseInput(graph, input)?.shape ?? [];
  if (first === batch) return { batch: "any" } as const;
  if (first === undefined || typeof first === "string") {
    return { batch: 1, why: "the model has no input with a batch axis" };
  }
  if (frozenBy) {
    const { node, operator, reason } = frozenBy;
    const what =
      mode === "absent" ? "the model takes one sample at a time" : `the model is fixed to a batch of ${first}`;
    return {
      batch: first,
      why: `${what}, which ${operator} (node "${node}") does not allow to change: ${reason}`,
      frozenBy,
    };
  }
  if (sample.length === 0) return { batch: 1, why: "the input has no batch axis" };
  return { batch: first, why: `the model is fixed to a batch of ${first}` };
}

function notesOn(model: Model): readonly string[] {
  const dequantized = model.graph.nodes.some(({ operator }) => operator === "DequantizeLinear");
  return [
    ...(hasNarrowFloats(model)
      ? ["numbers of less than 32 bits were widened: the network is computed in float32"]
      : []),
    ...(dequantized
      ? ["quantised weights were written out: derivatives are those of the network with the rounded weights"]
      : []),
  ];
}

/** Opset 18, functions written out, nothing but what the outputs need; shapes are not known yet. */
export function prepareGraph(given: Model, options: NormalizeOptions): Graph {
  const { source = "the model", outputs, input } = options;
  const model = widenFloats(given);
  const versioned = inlineFunctions(model, opsetOf(model, source));
  const graph = withOutputs(model.graph, versioned, outputs, source);
  const needed = neededNodes(graph, versioned, ({ node }) => node);
  const types = inputTypes(withUsedInputs({ ...graph, nodes: needed.map(({ node }) => node) }, input), options);
  const upgraded = listingUnsupported(source, needed, () => upgradeNodes(graph, needed, types));
  const nodes = neededNodes(upgraded, upgraded.nodes, (node) => node);
  refuseUnsupported(source, nodes);
  return withUsedInputs({ ...upgraded, nodes }, input);
}

/** The inputs as far as their types are known; what is not is an error later. */
function inputTypes(graph: Graph, { input, sizes = {} }: NormalizeOptions): readonly ValueInfo[] {
  const chosen = chooseInput(graph, input);
  return graph.inputs.map((info) => {
    try {
      return inputType(info, chosen, sizes);
    } catch (error) {
      if (error instanceof NetspectraError) return info;
      throw error;
    }
  });
}

/** Operators that are not known are the better complaint than a node that cannot be rewritten. */
function listingUnsupported<T>(source: string, needed: readonly VersionedNode[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof NetspectraError) {
      const nodes = needed.map(({ node }) => node);
      refuseUnsupported(
        source,
        nodes.filter((node) => !unfusedBy(node)),
      );
    }
    throw error;
  }
}

function opsetOf({ opsets }: Model, source: string): number {
  const opset = opsets[""] ?? opsets["ai.onnx"] ?? opsetVersion;
  if (opset < readable.oldest || opset > readable.newest) {
    fail({
      subject: source,
      expected: `operator set ${readable.oldest} to ${readable.newest}`,
      got: `${opset}`,
      todo: `Export the model again, best with operator set ${opsetVersion}.`,
    });
  }
  return opset;
}

function withOutputs(
  graph: Graph,
  nodes: readonly VersionedNode[],
  outputs: readonly string[] | undefined,
  source: string,
): Graph {
  if (!outputs) return graph;
  const computed = nodes.flatMap(({ node }) => node.outputs).filter((name) => name !== "");
  const names = new Set([...computed, ...graph.inputs.map(({ name }) => name), ...graph.initializers.keys()]);
  const missing = outputs.find((name) => !names.has(name));
  if (missing !== undefined) {
    fail({
      subject: `output "${missing}"`,
      expected: `a tensor of ${source}`,
      got: "a name that none has",
      todo: `It has, for example, ${computed.slice(-8).join(", ")}.`,
    });
  }
  return { ...graph, outputs: outputs.map((name) => graph.outputs.find((o) => o.name === name) ?? { name }) };
}

/** Only what the outputs need, in order. */
function neededNodes<T>({ outputs }: Graph, all: readonly T[], nodeOf: (own: T) => Node): readonly T[] {
  const wanted = new Set(outputs.map(({ name }) => name));
  const needed: T[] = [];
  for (const own of all.toReversed()) {
    const node = nodeOf(own);
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    needed.push(own);
    for (const name of usedValues(node)) wanted.add(name);
  }
  return needed.reverse();
}

function refuseUnsupported(source: string, nodes: readonly Node[]): void {
  const blocked = unsupportedNodes(nodes);
  if (blocked.length > 0) throw new UnsupportedOperatorError(source, blocked);
}

/** Inputs that nothing needs are dropped, but for the chosen one. */
function withUsedInputs(graph: Graph, chosen: string | undefined): Graph {
  const used = new Set([
    ...graph.nodes.flatMap((node) => [...usedValues(node)]),
    ...graph.outputs.map(({ name }) => name),
    chosen,
  ]);
  return { ...graph, inputs: graph.inputs.filter(({ name }) => used.has(name)) };
}
