import { fail, NetspectraError, type Tensor } from "../base/index.ts";
import { type Graph, type Node, opsetVersion, type Value, type ValueInfo, type ValueType } from "../graph/index.ts";
import { constantTensor } from "../ops/define/constantTensor.ts";
import type { Upgrade, UpgradeContext } from "../ops/define/defineOp.ts";
import { attributeValues, definitionOf, infer } from "../ops/define/registry.ts";
import { retired } from "../ops/define/retired.ts";
import { createConstants } from "./constants.ts";
import { unfusedBy } from "./fusedOperators.ts";
import { inlineBranch, takenBranch } from "./inlineBranch.ts";
import type { VersionedNode } from "./inlineFunctions.ts";
import { renameNode } from "./renameNode.ts";

/**
 * Rewrite nodes to opset 18, each by the `upgrades` of its operator; operators that a runtime fused are taken apart, an
 * If whose condition is known becomes the branch it takes, and what is computed from constants alone becomes a constant
 * where that is cheap: weights that are cast, dequantised or turned, and integers.
 *
 * Types that upgrades ask for are inferred on the way, as far as they can be; what cannot is unknown here, and an error
 * later.
 *
 * @param inputs the inputs with what is known of their shapes
 */
export function upgradeNodes(
  graph: Graph,
  versioned: readonly VersionedNode[],
  inputs: readonly ValueInfo[] = graph.inputs,
): Graph {
  const constants = createConstants(graph, versioned);
  const { initializers, types, fresh, declare } = constants;
  for (const info of [...graph.valueInfo, ...inputs]) noteInfo(types, info);
  const context: UpgradeContext = {
    fresh,
    constant: (tensor) => declare(fresh("constant"), tensor),
    constantOf: (name) => initializers.get(constants.resolve(name)),
    rankOf: (name) => types.get(constants.resolve(name))?.shape.length,
  };

  const nodes: Node[] = [];
  const emit = (node: Node, opset: number): void => {
    const condition = node.operator === "If" ? types.get(node.inputs[0]!)?.content?.[0] : undefined;
    const branch = typeof condition === "number" ? takenBranch(node, condition) : undefined;
    if (branch) {
      for (const own of inlineBranch(node, branch, constants)) upgrade(own, opset);
    } else if (node.operator === "Constant" && node.domain === "") {
      declare(node.outputs[0]!, readConstant(node));
    } else if (!constants.fold(node)) {
      const named = withAllOutputs(node, fresh);
      nodes.push(named);
      noteTypes(types, named);
    }
  };
  const upgrade = (given: Node, opset: number): void => {
    const node = renameNode(given, constants.resolve);
    const unfused = unfusedBy(node);
    const step = unfused ? { opset: opsetVersion, apply: unfused } : nextUpgrade(node, opset);
    if (step) for (const own of step.apply(node, context)) upgrade(own, step.opset);
    else emit(node, opset);
  };
  for (const { node, opset } of versioned) upgrade(node, opset);
  return { ...graph, nodes, initializers };
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

/** What the file says; two sizes that it does not know are not the same. */
function noteInfo(types: Map<string, ValueType>, { name, type, shape }: ValueInfo): void {
  const distinct = shape?.map((size, axis) => (size === "?" || size === 0 ? `${name}?${axis}` : size));
  if (type && distinct) types.set(name, { type, shape: distinct });
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
