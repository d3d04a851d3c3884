import { pointwise } from "./define/pointwise.ts";

/** y = √x, dy/dx = 1/(2y). */
export const Sqrt = pointwise((g, { y }) => g.div(0.5, y), { samples: [{ x: { shape: [2, 3], from: 0.5, to: 3 } }] });
