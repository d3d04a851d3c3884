import { isFloat, type Tensor } from "../base/index.ts";
import { constantType, type Graph, type Node, usedValues, type ValueType } from "../graph/index.ts";
import { evaluateNode } from "./evaluateNode.ts";
import type { VersionedNode } from "./inlineFunctions.ts";

/** The constants of a graph that is being rewritten, and what is known of its values. */
export interface Constants {
  readonly initializers: Map<string, Tensor>;
  readonly types: Map<string, ValueType>;
  /** A name that is not taken. */
  fresh(stem: string): string;
  /** A new constant; returns its name. */
  declare(name: string, tensor: Tensor): string;
  /** The name of the constant that a value has become. */
  resolve(name: string): string;
  /** Whether a node between constants was replaced by its result. */
  fold(node: Node): boolean;
}

/** Operators after which a parameter is still the same parameter, in another shape or order. */
const turning: readonly string[] = ["Cast", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze"];

/**
 * Constants keep the names that the file gives to its weights: a copy goes by the name of what it copies, and so does a
 * weight that is used only in another shape or order.
 */
export function createConstants(graph: Graph, versioned: readonly VersionedNode[]): Constants {
  const initializers = new Map(graph.initializers);
  const types = new Map<string, ValueType>();
  for (const [name, tensor] of initializers) types.set(name, constantType(tensor));
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const uses = new Map<string, number>([...outputs].map((name) => [name, 1]));
  const taken = new Set([...initializers.keys(), ...graph.inputs.map(({ name }) => name)]);
  for (const { node } of versioned) {
    for (const name of usedValues(node)) uses.set(name, (uses.get(name) ?? 0) + 1);
    for (const name of [...node.inputs, ...node.outputs]) taken.add(name);
  }
  const names = new Map<string, string>();
  const resolve = (name: string): string => names.get(name) ?? name;
  const declare = (name: string, tensor: Tensor): string => {
    initializers.set(name, tensor);
    types.set(name, constantType(tensor));
    return name;
  };
  const fresh = (stem: string): string => {
    let name = stem;
    for (let i = 1; taken.has(name); i++) name = `${stem}_${i}`;
    taken.add(name);
    return name;
  };
  const fold = (node: Node): boolean => {
    const operands = node.inputs.map((name) => initializers.get(name));
    const [output = ""] = node.outputs;
    const constant = operands.every((tensor, i) => tensor || node.inputs[i] === "") && operands.length > 0;
    const result = constant && !outputs.has(output) ? evaluateNode(node, operands) : undefined;
    if (!result) return false;
    const [from = ""] = node.inputs;
    const [source] = operands;
    const isWeight =
      source !== undefined && isFloat(source.type) && isFloat(result.type) && turning.includes(node.operator);
    const copied = isWeight && source.data === result.data && `${source.shape}` === `${result.shape}`;
    const moved = isWeight && graph.initializers.has(from) && uses.get(from) === 1;
    if (copied || moved) names.set(output, from);
    if (copied) uses.set(from, (uses.get(from) ?? 0) + (uses.get(output) ?? 0) - 1);
    else declare(moved ? from : output, result);
    if (moved) uses.set(from, uses.get(output) ?? 0);
    return true;
  };
  return { initializers, types, fresh, declare, resolve, fold };
}
