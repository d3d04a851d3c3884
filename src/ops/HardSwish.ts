import { composite } from "./define/composite.ts";

/** y = x · min(max(x/6 + 1/2, 0), 1) (Howard et al. 2019, section 5.2). */
export const HardSwish = composite(
  (g, { x }) => g.mul(x, g.op("Clip", [g.add(g.div(x, 6), 0.5), g.scalar(0, x), g.scalar(1, x)])),
  { samples: [{ x: [2, 3] }, { x: { shape: [4], values: [-4, -2, 2.5, 3.5] } }] },
);
