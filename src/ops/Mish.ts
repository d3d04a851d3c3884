import { composite } from "./define/composite.ts";

/** y = x tanh(ln(1 + eˣ)) (Misra 2019). */
export const Mish = composite((g, { x }) => g.mul(x, g.op("Tanh", [g.op("Softplus", [x])])), {
  samples: [{ x: [2, 3] }],
});
