import { pointwise } from "./define/pointwise.ts";

/** y = ln(1 + eˣ), dy/dx = 1/(1 + e⁻ˣ). */
export const Softplus = pointwise((g, { x }) => g.op("Sigmoid", [x]), { samples: [{ x: [2, 3] }] });
