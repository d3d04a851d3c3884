import { fail, UnsupportedOperatorError } from "../base/index.ts";
import { type Graph, type Model, type Node, opsetVersion } from "../graph/index.ts";
import { inlineFunctions, type VersionedNode } from "./inlineFunctions.ts";
import { resolveShapes, type ShapeOptions } from "./resolveShapes.ts";
import { unsupportedNodes } from "./unsupported.ts";
import { upgradeNodes } from "./upgradeNodes.ts";

export interface NormalizeOptions extends ShapeOptions {
  /** What to call the model in errors. */
  source?: string;
  /** Values that are wanted, any of the graph; default: its outputs. What they do not need is dropped. */
  outputs?: readonly string[];
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
  const { source = "the model", outputs } = options;
  const versioned = inlineFunctions(model, opsetOf(model, source));
  const graph = prune(withOutputs(model.graph, versioned, outputs, source), versioned);
  refuseUnsupported(
    source,
    graph.needed.map(({ node }) => node),
  );
  const upgraded = upgradeNodes(graph.graph, graph.needed);
  refuseUnsupported(source, upgraded.nodes);
  return resolveShapes(withUsedInputs(upgraded, options.input), options);
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

/** Only the nodes that the outputs need. */
function prune(graph: Graph, versioned: readonly VersionedNode[]) {
  const wanted = new Set(graph.outputs.map(({ name }) => name));
  const needed: VersionedNode[] = [];
  for (const own of versioned.toReversed()) {
    if (!own.node.outputs.some((name) => wanted.has(name))) continue;
    needed.push(own);
    for (const name of own.node.inputs) wanted.add(name);
  }
  return { graph, needed: needed.reverse() };
}

function refuseUnsupported(source: string, nodes: readonly Node[]): void {
  const blocked = unsupportedNodes(nodes);
  if (blocked.length > 0) throw new UnsupportedOperatorError(source, blocked);
}

/** Inputs that nothing needs are dropped, but for the chosen one. */
function withUsedInputs(graph: Graph, chosen: string | undefined): Graph {
  const used = new Set([
    ...graph.nodes.flatMap((node) => node.inputs),
    ...graph.outputs.map(({ name }) => name),
    chosen,
  ]);
  return { ...graph, inputs: graph.inputs.filter(({ name }) => used.has(name)) };
}
