import { fail, NetspectraError, type Tensor } from "../base/index.ts";
import {
  contentOf,
  type Graph,
  type Node,
  opsetVersion,
  type Value,
  type ValueInfo,
  type ValueType,
} from "../graph/index.ts";
import { constantTensor } from "../ops/define/constantTensor.ts";
import type { Upgrade, UpgradeContext } from "../ops/define/defineOp.ts";
import { attributeValues, definitionOf, infer } from "../ops/define/registry.ts";
import { retired } from "../ops/define/retired.ts";
import type { VersionedNode } from "./inlineFunctions.ts";

/**
 * Rewrite nodes to opset 18, each by the `upgrades` of its operator; Constant nodes become constants of the graph.
 *
 * Ranks that an upgrade asks for are inferred on the way, as far as they can be; what cannot is unknown here, and an
 * error later.
 */
export function upgradeNodes(graph: Graph, versioned: readonly VersionedNode[]): Graph {
  const initializers = new Map(graph.initializers);
  const types = new Map<string, ValueType>();
  for (const info of [...graph.valueInfo, ...graph.inputs]) noteInfo(types, info);
  for (const [name, tensor] of initializers) types.set(name, typeOf(tensor));
  const taken = new Set([...types.keys(), ...versioned.flatMap(({ node }) => [...node.inputs, ...node.outputs])]);
  const fresh = (stem: string): string => {
    let name = stem;
    for (let i = 1; taken.has(name); i++) name = `${stem}_${i}`;
    taken.add(name);
    return name;
  };
  const declare = (name: string, tensor: Tensor): string => {
    initializers.set(name, tensor);
    types.set(name, typeOf(tensor));
    return name;
  };
  const context: UpgradeContext = {
    fresh,
    constant: (tensor) => declare(fresh("constant"), tensor),
    constantOf: (name) => initializers.get(name),
    rankOf: (name) => types.get(name)?.shape.length,
  };

  const nodes: Node[] = [];
  const emit = (node: Node): void => {
    if (node.operator === "Constant" && node.domain === "") {
      declare(node.outputs[0]!, readConstant(node));
      return;
    }
    const named = withAllOutputs(node, fresh);
    nodes.push(named);
    noteTypes(types, named);
  };
  const upgrade = (node: Node, opset: number): void => {
    const step = nextUpgrade(node, opset);
    if (step) for (const own of step.apply(node, context)) upgrade(own, step.opset);
    else emit(node);
  };
  for (const { node, opset } of versioned) upgrade(node, opset);
  return { ...graph, nodes, initializers, valueInfo: [] };
}

interface UpgradeStep {
  /** The operator set in which the node is written afterwards. */
  readonly opset: number;
  readonly apply: Upgrade;
}

/** The next rewrite on the way to opset 18, from below or from above; none where the node is there. */
function nextUpgrade(node: Node, opset: number): UpgradeStep | undefined {
  if (node.domain !== "") return undefined;
  const upgrades = definitionOf(node)?.upgrades ?? retired[node.operator] ?? {};
  const keys = Object.keys(upgrades).map(Number);
  if (opset > opsetVersion) {
    const key = Math.max(...keys.filter((k) => k > opsetVersion && k <= opset));
    return Number.isFinite(key) ? { opset: key - 1, apply: upgrades[key]! } : undefined;
  }
  const key = Math.min(...keys.filter((k) => k > opset && k <= opsetVersion));
  return Number.isFinite(key) ? { opset: key, apply: upgrades[key]! } : undefined;
}

function readConstant(node: Node): Tensor {
  try {
    return constantTensor(attributeValues(node, definitionOf(node)!));
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    return fail({ ...error.complaint, subject: `Constant (node "${node.name}")` });
  }
}

/** Parts of a variadic result that nobody uses get names, so that rules can speak of them. */
function withAllOutputs(node: Node, fresh: (stem: string) => string): Node {
  if (!node.outputs.includes("") || !definitionOf(node)?.outputs.some((name) => name.startsWith("..."))) return node;
  return { ...node, outputs: node.outputs.map((name) => name || fresh(`${node.name}_unused`)) };
}

function noteInfo(types: Map<string, ValueType>, { name, type, shape }: ValueInfo): void {
  if (type && shape) types.set(name, { type, shape });
}

function typeOf(tensor: Tensor): ValueType {
  const content = contentOf(tensor);
  return { type: tensor.type, shape: tensor.shape, ...(content && { content }) };
}

/** Infer what can be inferred; the file's own word stays where it cannot. */
function noteTypes(types: Map<string, ValueType>, node: Node): void {
  const inputs: (Value | undefined)[] = [];
  for (const name of node.inputs) {
    const type = types.get(name);
    if (name !== "" && !type) return;
    inputs.push(type && { name, ...type });
  }
  try {
    infer(node, inputs, node.outputs.length).forEach((type, i) => {
      types.set(node.outputs[i]!, type);
    });
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
  }
}
