import type { Builder, Value } from "../../graph/index.ts";

/** √(1 − x²) for |x| ≤ 1, from factors, so that nothing cancels near ±1. */
export const semicircle = (g: Builder, x: Value): Value => g.sqrt(g.mul(g.sub(1, x), g.add(1, x)));
