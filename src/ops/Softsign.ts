import { composite } from "./define/composite.ts";

/** y = x / (1 + |x|). */
export const Softsign = composite((g, { x }) => g.div(x, g.add(1, g.op("Abs", [x]))), { samples: [{ x: [2, 3] }] });
