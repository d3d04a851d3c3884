import { fail, formatShape, multiplyDimensions, type Shape } from "../../base/index.ts";
import { optional } from "./defineOp.ts";
import { slidingWindow, type WindowAttributes, windowAttributes } from "./window.ts";

export const convolutionAttributes = {
  ...windowAttributes,
  dilations: optional.ints,
  group: { kind: "int", value: 1 as number },
} as const;

/** The shape of x, N×C×…, convolved with w, M×(C/group)×kernel. @throws NetspectraError when the channels differ */
export function convolvedShape(
  subject: string,
  x: Shape,
  w: Shape,
  { group, ...attributes }: WindowAttributes & { readonly group: number },
): Shape {
  const [filters, channels] = w;
  if (x.length < 3 || x.length !== w.length || x[1] !== multiplyDimensions(channels ?? 0, group)) {
    fail({ subject, expected: `an input for weights ${formatShape(w)}`, got: formatShape(x) });
  }
  const { output } = slidingWindow(x.slice(2), w.slice(2), attributes);
  return [x[0]!, filters!, ...output];
}
