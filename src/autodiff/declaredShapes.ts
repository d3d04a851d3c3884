import { batch, type Dimension, type Shape } from "../base/index.ts";
import type { Graph, ValueInfo } from "../graph/index.ts";
import { openAxis } from "./inputTypes.ts";

/** Operators whose result has the shape that an operand spells out, with the position of that operand. */
const spelled: Readonly<Record<string, number>> = { ConstantOfShape: 0, Expand: 1, Reshape: 1 };

/**
 * The elements of tensors that spell out shapes, as far as the file declares the shapes of the results; for tensors that
 * cannot be followed. The symbol of the chosen input's batch axis is the batch.
 */
export function declaredShapes(
  { nodes, valueInfo, outputs }: Graph,
  chosen: ValueInfo | undefined,
  sizes: Readonly<Record<string, number>>,
): ReadonlyMap<string, Shape> {
  const declared = new Map([...valueInfo, ...outputs].map(({ name, shape }) => [name, shape] as const));
  const symbol = chosen?.shape?.[openAxis(chosen, sizes) ?? -1];
  const known = (size: Dimension): Dimension | undefined => {
    if (typeof size === "number") return size > 0 ? size : undefined;
    return size === symbol && size !== "?" ? batch : sizes[size];
  };
  const shapes = new Map<string, Shape>();
  for (const node of nodes) {
    const operand = node.inputs[spelled[node.operator] ?? -1];
    const shape = declared.get(node.outputs[0] ?? "")?.map(known);
    if (operand && shape?.every((size) => size !== undefined)) shapes.set(operand, shape as readonly Dimension[]);
  }
  return shapes;
}
