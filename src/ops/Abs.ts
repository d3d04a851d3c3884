import { pointwise } from "./define/pointwise.ts";

/** y = |x|; the derivative at 0 is taken as 0. */
export const Abs = pointwise((g, { x }) => g.op("Sign", [x]), { samples: [{ x: [2, 3] }] });
