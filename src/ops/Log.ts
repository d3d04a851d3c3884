import { pointwise } from "./define/pointwise.ts";

/** y = ln x, dy/dx = 1/x. */
export const Log = pointwise((g, { x }) => g.div(1, x), { samples: [{ x: { shape: [2, 3], from: 0.5, to: 3 } }] });
