import type { Blocked } from "../base/index.ts";
import { createBuilder, type Graph, type Node } from "../graph/index.ts";
import { definitionOf, infer } from "../ops/define/registry.ts";
import { differentiableInputs, inputName, reachedFrom } from "./steps.ts";

export interface Between {
  /** Name of the tensor that is varied; default: the first input. */
  wrt?: string;
  /** Name of the tensor that is looked at; default: the first output. */
  output?: string;
}

/** Operators whose results depend on the shape of their operand, not on its values. */
const shapeOnly: readonly string[] = ["Shape", "Size"];

/**
 * The nodes at which a dependence of `output` on `wrt` ends to be differentiable, each with the reason: ArgMax, Round, a
 * condition, a rule that is missing. Empty where every path carries a derivative, and where there is no path at all.
 */
export function blockedBetween(graph: Graph, options: Between = {}): readonly Blocked[] {
  const { wrt, output } = ends(graph, options);
  const moving = reachedFrom(createBuilder(infer, graph), [wrt]);
  const { nodes, values } = pathBetween(graph, wrt, output);
  return nodes.flatMap((node) => {
    const reason = reasonAt(node, moving, values);
    return reason === undefined ? [] : [{ node: node.name, operator: node.operator, reason }];
  });
}

/** Whether `output` depends on `wrt` at all, and whether along a path that carries a derivative. */
export function dependenceBetween(graph: Graph, options: Between = {}): "differentiable" | "blocked" | "none" {
  const { wrt, output } = ends(graph, options);
  if (reachedFrom(createBuilder(infer, graph), [wrt]).has(output)) return "differentiable";
  return pathBetween(graph, wrt, output).nodes.length > 0 ? "blocked" : "none";
}

function ends(graph: Graph, { wrt, output }: Between) {
  return { wrt: wrt ?? graph.inputs[0]?.name ?? "", output: output ?? graph.outputs[0]?.name ?? "" };
}

/** The nodes through which the values of `output` depend on those of `wrt` in any way, in order, and what they yield. */
function pathBetween({ nodes }: Graph, wrt: string, output: string) {
  const dependent = new Set([wrt]);
  for (const node of nodes) {
    if (shapeOnly.includes(node.operator) || !node.inputs.some((name) => dependent.has(name))) continue;
    for (const name of node.outputs) dependent.add(name);
  }
  const values = new Set(dependent.has(output) ? [output] : []);
  const path: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (shapeOnly.includes(node.operator) || !node.outputs.some((name) => values.has(name))) continue;
    path.push(node);
    for (const name of node.inputs) if (dependent.has(name)) values.add(name);
  }
  return { nodes: path.reverse(), values };
}

/** Why a derivative that arrives at a node does not reach all that follows from it. */
function reasonAt(node: Node, moving: ReadonlySet<string>, values: ReadonlySet<string>): string | undefined {
  if (!node.inputs.some((name) => moving.has(name) && values.has(name))) return undefined;
  const op = definitionOf(node);
  if (!op) return "no rule for it";
  if (op.stops !== undefined) return op.stops;
  if (!op.lower && !op.vjp) return "no derivative rule for it";
  const passing = differentiableInputs(node);
  const operand = node.inputs.findIndex((name) => moving.has(name) && values.has(name) && !passing.includes(name));
  if (operand >= 0) return `its operand "${inputName(op, operand)}" carries no derivative`;
  const result = node.outputs.findIndex((name) => values.has(name) && !moving.has(name));
  if (result < 0) return undefined;
  return op.outputs.length > 1
    ? `its result "${op.outputs[result]?.replace("?", "")}" carries no derivative`
    : "integer-valued";
}
