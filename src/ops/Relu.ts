import { pointwise } from "./define/pointwise.ts";

/**
 * y = max(x, 0); the derivative at 0 is taken as 0, as every framework does. It is told from y: so x is not needed any
 * more, and the runtime can compute y where it computes x.
 */
export const Relu = pointwise((g, { y }) => g.cast(g.greater(y, 0), y.type), { samples: [{ x: [2, 3] }] });
