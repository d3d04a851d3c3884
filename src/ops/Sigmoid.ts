import { pointwise } from "./define/pointwise.ts";

/** y = 1/(1 + e⁻ˣ), dy/dx = y (1 − y). */
export const Sigmoid = pointwise((g, { y }) => g.mul(y, g.sub(1, y)), { samples: [{ x: [2, 3] }] });
