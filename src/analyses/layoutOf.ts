import type { ImageLayout } from "../base/index.ts";
import type { Graph } from "../graph/index.ts";

/** Operators that leave the axes where they are. */
const pointwise: readonly string[] = [
  "Add",
  "Sub",
  "Mul",
  "Div",
  "Identity",
  "Cast",
  "Clip",
  "BatchNormalization",
  "Pad",
];

/**
 * How an input orders the axes of an image, as far as its first operators show it: convolutions take channels first; a
 * transposition N×H×W×C → N×C×H×W comes from channels last.
 */
export function layoutOf({ nodes }: Graph, input: string): ImageLayout | undefined {
  const followed = new Set([input]);
  for (const { operator, inputs, outputs, attributes } of nodes) {
    if (!followed.has(inputs[0] ?? "")) continue;
    if (operator === "Conv") return "CHW";
    if (operator === "Transpose") {
      const { perm } = attributes;
      return perm?.kind === "ints" && perm.value.join() === "0,3,1,2" ? "HWC" : undefined;
    }
    if (pointwise.includes(operator)) for (const name of outputs) followed.add(name);
  }
  return undefined;
}
