import { pointwise } from "./define/pointwise.ts";

/** y = sin x, dy/dx = cos x. */
export const Sin = pointwise((g, { x }) => g.op("Cos", [x]), { samples: [{ x: [2, 3] }] });
