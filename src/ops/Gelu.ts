import { fail } from "../base/index.ts";
import { type Builder, string, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = x Φ(x), Φ the standard normal distribution function, or its tanh form (Hendrycks and Gimpel 2016, section 2). */
export const Gelu = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { approximate: string("none") },
  infer: ({ x, approximate }) => {
    if (approximate !== "none" && approximate !== "tanh") {
      fail({ subject: "Gelu", expected: 'an approximation, "none" or "tanh"', got: `"${approximate}"` });
    }
    return { y: like(x) };
  },
  lower: (g, { x, approximate }) => ({
    y: g.mul(g.mul(0.5, x), g.add(1, approximate === "tanh" ? tanh(g, x) : erf(g, x))),
  }),
  since: 20,
  samples: [{ x: [2, 3] }, { x: [2, 3], approximate: "tanh" }],
});

function erf(g: Builder, x: Value): Value {
  return g.op("Erf", [g.mul(x, Math.SQRT1_2)]);
}

function tanh(g: Builder, x: Value): Value {
  const cubic = g.mul(x, g.add(1, g.mul(0.044715, g.mul(x, x))));
  return g.op("Tanh", [g.mul(Math.sqrt(2 / Math.PI), cubic)]);
}
