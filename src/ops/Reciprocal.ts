import { composite } from "./define/composite.ts";

/** y = 1/x. */
export const Reciprocal = composite((g, { x }) => g.div(1, x), {
  samples: [{ x: { shape: [2, 3], from: 0.5, to: 3 } }, { x: { shape: [], from: -3, to: -0.5 } }],
});
