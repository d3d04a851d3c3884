import { int, type Node } from "../../graph/index.ts";
import type { UpgradeContext } from "./defineOp.ts";

/**
 * Before opset 13, Softmax, LogSoftmax and Hardmax saw their input as a matrix: the axes before `axis` (default 1) as
 * rows, all others as columns. Afterwards they see one axis.
 */
export function flattenBefore13(node: Node, context: UpgradeContext): readonly Node[] {
  const { axis: given } = node.attributes;
  const axis = given?.kind === "int" ? given.value : 1;
  const [x = "", y = ""] = [node.inputs[0], node.outputs[0]];
  const rank = context.rankOf(x);
  if (axis === -1 || (rank !== undefined && (axis === rank - 1 || rank === 0))) {
    return [{ ...node, attributes: { ...node.attributes, axis: int(-1) } }];
  }
  const [shape, matrix, result] = [context.fresh("shape"), context.fresh("matrix"), context.fresh("result")];
  const step = (operator: string, inputs: readonly string[], outputs: readonly string[], attributes = {}): Node => ({
    name: context.fresh(`${node.name || node.operator}_${operator}`),
    operator,
    domain: "",
    inputs,
    outputs,
    attributes,
  });
  return [
    step("Shape", [x], [shape]),
    step("Flatten", [x], [matrix], { axis: int(axis) }),
    { ...node, inputs: [matrix], outputs: [result], attributes: { ...node.attributes, axis: int(-1) } },
    step("Reshape", [result, shape], [y]),
  ];
}
