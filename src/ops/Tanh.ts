import { pointwise } from "./define/pointwise.ts";

/** y = tanh x, dy/dx = 1 − y². */
export const Tanh = pointwise((g, { y }) => g.sub(1, g.mul(y, y)), { samples: [{ x: [2, 3] }] });
