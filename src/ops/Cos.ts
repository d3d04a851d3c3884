import { pointwise } from "./define/pointwise.ts";

/** y = cos x, dy/dx = −sin x. */
export const Cos = pointwise((g, { x }) => g.neg(g.op("Sin", [x])), { samples: [{ x: [2, 3] }] });
