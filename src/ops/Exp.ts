import { pointwise } from "./define/pointwise.ts";

/** y = eˣ, dy/dx = y. */
export const Exp = pointwise((_, { y }) => y, { samples: [{ x: [2, 3] }, { x: [] }] });
