import { pointwise } from "./define/pointwise.ts";

/** y = max(x, 0); the derivative at 0 is taken as 0, as every framework does. */
export const Relu = pointwise((g, { x }) => g.cast(g.greater(x, 0), x.type), { samples: [{ x: [2, 3] }] });
