import { type Blocked, isFloat, UnsupportedOperatorError } from "../base/index.ts";
import type { Builder, Node, Value } from "../graph/index.ts";
import type { Arguments, OpDefinition } from "../ops/define/defineOp.ts";
import { argumentsOf, byName, definitionOf } from "../ops/define/registry.ts";

/** A node on a differentiated path, with all that its rule needs. */
export interface Step {
  readonly node: Node;
  readonly op: OpDefinition;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly (Value | undefined)[];
  /** Which of the inputs depend on what is differentiated by, in a way that carries a derivative. */
  readonly reached: readonly boolean[];
  /** Inputs, outputs and attributes by name. */
  readonly args: Arguments;
}

/**
 * The nodes through which `outputs` depend differentiably on `wrt`, in order.
 *
 * @throws UnsupportedOperatorError that lists every node on the way without a rule.
 */
export function differentiableSteps(g: Builder, wrt: readonly Value[], outputs: readonly Value[]): Step[] {
  const nodes = [...g.nodes];
  const reached = reachedFrom(
    g,
    wrt.map(({ name }) => name),
  );
  const needed = new Set(outputs.map((output) => output.name));
  const path: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((o) => needed.has(o) && reached.has(o))) continue;
    path.push(node);
    for (const name of differentiableInputs(node)) if (reached.has(name)) needed.add(name);
  }
  const blocked: Blocked[] = [];
  const steps = path.reverse().flatMap((node) => {
    const op = definitionOf(node);
    if (!op?.jvp || !op.vjp) {
      const reason = op?.lower ? "it was not lowered to primitives" : "no derivative rule for it";
      blocked.push({ node: node.name, operator: node.operator, reason });
      return [];
    }
    const value = (name: string) => (name === "" ? undefined : g.value(name));
    const inputs = node.inputs.map(value);
    const outs = node.outputs.map(value);
    const args = { ...argumentsOf(node, op, inputs, outs.length), ...byName(op.outputs, outs) };
    const isReached = node.inputs.map((name, i) => reached.has(name) && !op.discrete.includes(inputName(op, i)));
    return [{ node, op, inputs, outputs: outs, reached: isReached, args }];
  });
  if (blocked.length > 0) throw new UnsupportedOperatorError("the derivative of the model", blocked);
  return steps;
}

/** Names of all values that depend differentiably on `wrt`, with these. */
export function reachedFrom(g: Builder, wrt: readonly string[]): ReadonlySet<string> {
  const reached = new Set(wrt);
  for (const node of g.nodes) {
    if (!differentiableInputs(node).some((name) => reached.has(name))) continue;
    for (const name of differentiableOutputs(g, node)) reached.add(name);
  }
  return reached;
}

/** Names of the inputs of a node that carry a derivative. */
export function differentiableInputs(node: Node): readonly string[] {
  const op = definitionOf(node);
  return op ? node.inputs.filter((name, i) => name !== "" && !op.discrete.includes(inputName(op, i))) : node.inputs;
}

function differentiableOutputs(g: Builder, node: Node): readonly string[] {
  const op = definitionOf(node);
  if (op?.stops) return [];
  return node.outputs.filter(
    (name, i) => name !== "" && isFloat(g.value(name).type) && !op?.discreteOutputs.includes(op.outputs[i] ?? ""),
  );
}

/** What the definition of an operator calls its input number `i`. */
export function inputName(op: OpDefinition, i: number): string {
  const name = op.inputs[Math.min(i, op.inputs.length - 1)] ?? "";
  return name.replace("?", "").replace("...", "");
}
