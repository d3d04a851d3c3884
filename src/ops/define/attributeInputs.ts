import { int64 } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import type { Upgrade, UpgradeContext } from "./defineOp.ts";

/** The node without some of its attributes. */
export function withoutAttributes(node: Node, ...names: readonly string[]): Node {
  const kept = Object.entries(node.attributes).filter(([name]) => !names.includes(name));
  return { ...node, attributes: Object.fromEntries(kept) };
}

/** A list of integers that was an attribute becomes an input, as ONNX did for shapes and axes; "" where it is absent. */
export function attributeInput(node: Node, name: string, context: UpgradeContext): string {
  const attribute = node.attributes[name];
  if (attribute?.kind !== "ints") return "";
  return context.constant(int64([attribute.value.length], attribute.value));
}

/** The upgrade of operators whose only change is that one attribute became their second input. */
export const attributeToInput =
  (name: string): Upgrade =>
  (node, context) => {
    if (!node.attributes[name]) return [node];
    const inputs = [node.inputs[0] ?? "", attributeInput(node, name, context)];
    return [{ ...withoutAttributes(node, name), inputs }];
  };
