import { fail, multiplyDimensions, NetspectraError, UnsupportedOperatorError } from "../../base/index.ts";
import type { Infer, Node, ValueType } from "../../graph/index.ts";
import * as definitions from "../index.ts";
import type { Arguments, OpDefinition } from "./defineOp.ts";
import { followedFloats } from "./followedFloats.ts";

/** Every operator, by the name that ONNX gives it. The folder is the registry. */
export const operators: Readonly<Record<string, OpDefinition>> = definitions;

/** The definition of a node's operator, if there is one. */
export function definitionOf(node: Pick<Node, "operator" | "domain">): OpDefinition | undefined {
  return node.domain === "" && Object.hasOwn(operators, node.operator) ? operators[node.operator] : undefined;
}

/** Values by the names of a definition: "...xs" takes all that remain, "b?" may be undefined. */
export function byName<V>(names: readonly string[], values: readonly (V | undefined)[]): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  names.forEach((name, i) => {
    if (name.startsWith("...")) named[name.slice(3)] = values.slice(i);
    else named[name.replace("?", "")] = values[i];
  });
  return named;
}

/** The inverse of {@link byName}: values in the order of the node. */
export function inOrder<V>(names: readonly string[], named: Readonly<Record<string, unknown>>): (V | undefined)[] {
  return names.flatMap((name) =>
    name.startsWith("...")
      ? ((named[name.slice(3)] as readonly (V | undefined)[] | undefined) ?? [])
      : [named[name.replace("?", "")] as V | undefined],
  );
}

/** The attributes of a node as plain values, defaults filled in. @throws NetspectraError for a wrong kind. */
export function attributeValues(node: Pick<Node, "name" | "operator" | "attributes">, op: OpDefinition): Arguments {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(op.attributes)) {
    const given = node.attributes[name];
    if (given && given.kind !== spec.kind) {
      fail({
        subject: `${node.operator} (node "${node.name}")`,
        expected: `attribute "${name}" of kind ${spec.kind}`,
        got: `kind ${given.kind}`,
      });
    }
    values[name] = given ? given.value : spec.value;
  }
  return values;
}

/** What rules receive: inputs and attributes by name. @throws NetspectraError when a required input is missing. */
export function argumentsOf(
  node: Pick<Node, "name" | "operator" | "domain" | "attributes">,
  op: OpDefinition,
  inputs: readonly (ValueType | undefined)[],
  outputCount: number,
): Arguments {
  op.inputs.forEach((name, i) => {
    const missing = name.startsWith("...") ? inputs.slice(i).includes(undefined) : !name.endsWith("?") && !inputs[i];
    if (missing) {
      fail({ subject: `${node.operator} (node "${node.name}")`, expected: `input "${name}"`, got: "none" });
    }
  });
  return { ...byName(op.inputs, inputs), ...attributeValues(node, op), outputCount };
}

/** Element types and shapes of a node's outputs; the builder's view of this folder. */
export const infer: Infer = (node, inputs, outputCount) => {
  const op = definitionOf(node);
  if (!op) {
    const operator = node.domain ? `${node.domain}.${node.operator}` : node.operator;
    throw new UnsupportedOperatorError("the model", [{ node: node.name, operator, reason: "no rule for it" }]);
  }
  const args = argumentsOf(node, op, inputs, outputCount);
  const outputs = inOrder<ValueType>(
    op.outputs,
    namingNode(node, () => op.infer(args)),
  ).slice(0, outputCount);
  return Array.from({ length: outputCount }, (_, i) => {
    const type = outputs[i];
    if (type) return { ...consistent(type), ...followedFloats(node.operator, inputs, type) };
    const subject = `${node.operator} (node "${node.name}")`;
    return fail({ subject, expected: `at most ${i} outputs`, got: `${outputCount}` });
  });
};

/** Elements are dropped where they are not one for each place: broadcasting of several axes is not followed. */
function consistent({ type, shape, content }: ValueType): ValueType {
  return content && content.length === multiplyDimensions(1, ...shape) ? { type, shape, content } : { type, shape };
}

/** Run `work`; a complaint that it makes is about the node. */
function namingNode<T>({ name, operator }: Pick<Node, "name" | "operator">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    throw new NetspectraError({ ...error.complaint, subject: `${operator} (node "${name}")` }, error.exitCode);
  }
}
