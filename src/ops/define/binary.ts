import { broadcastShapes, type Dimension, fail, int64, multiplyDimensions, tensor } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import type { Upgrade } from "./defineOp.ts";

/** Type and shape of f(a, b), element by element. @throws NetspectraError when types differ or shapes do not broadcast. */
export function broadcastTypes(...operands: readonly ValueType[]): ValueType {
  const type = operands[0]?.type ?? fail({ subject: "operands", expected: "at least one", got: "none" });
  if (operands.some((operand) => operand.type !== type)) {
    fail({ subject: "operands", expected: "one element type", got: operands.map((v) => v.type).join(" and ") });
  }
  return { type, shape: broadcastShapes(...operands.map(({ shape }) => shape)) };
}

/** a + b for elements of a shape; nothing where it is no multiple of one symbol. */
export function addDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  return a === b ? multiplyDimensions(2, a) : undefined;
}

/** a − b for elements of a shape; nothing where it is no multiple of one symbol. */
export function subtractDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (b === 0) return a;
  return a === b ? 0 : undefined;
}

/**
 * Before opset 7 a binary operator stretched `b` only if told to (`broadcast`), beginning at the axis `axis` of `a`;
 * since then sizes align at the right, so that `b` needs trailing axes of size 1.
 */
const explicitBroadcast: Upgrade = (node, context) => {
  const { broadcast: _, axis, ...attributes } = node.attributes;
  const [a = "", b = ""] = node.inputs;
  if (axis?.kind !== "int") return [{ ...node, attributes }];
  const [rankA, rankB] = [context.rankOf(a), context.rankOf(b)];
  if (rankA === undefined || rankB === undefined) {
    return fail({
      subject: `${node.operator} (node "${node.name}")`,
      expected: "operands of known rank",
      got: "an operand of unknown rank",
      todo: "Convert the model to opset 7 or later.",
    });
  }
  const begin = axis.value < 0 ? axis.value + rankA : axis.value;
  if (begin < 0) {
    const subject = `${node.operator} (node "${node.name}")`;
    fail({ subject, expected: `an axis of ${rankA} axes`, got: `${axis.value}` });
  }
  const trailing = rankA - rankB - begin;
  if (trailing <= 0) return [{ ...node, attributes }];
  const ones = Array.from({ length: trailing }, () => 1);
  const known = context.constantOf(b);
  if (known) {
    const stretched = context.constant(tensor(known.type, [...known.shape, ...ones], known.data));
    return [{ ...node, attributes, inputs: [a, stretched] }];
  }
  // In a Reshape, 0 copies the size of the input.
  const shape = context.constant(int64([rankB + trailing], [...Array.from({ length: rankB }, () => 0), ...ones]));
  const stretched = context.fresh(`${b}_aligned`);
  const reshape = {
    name: stretched,
    operator: "Reshape",
    domain: "",
    inputs: [b, shape],
    outputs: [stretched],
    attributes: {},
  };
  return [reshape, { ...node, attributes, inputs: [a, stretched] }];
};

/** The upgrades of an operator that broadcasts two operands. */
export const broadcastUpgrades = { 7: explicitBroadcast } as const;
