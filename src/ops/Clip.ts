import { fail, float32 } from "../base/index.ts";
import type { Builder, Node, Value } from "../graph/index.ts";
import { defineOp, type UpgradeContext } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { sumDefined } from "./define/sumDefined.ts";

/**
 * y = x, but at least `min` and at most `max`. On the bounds themselves the derivative with respect to x is taken as 0,
 * so that Clip(x, 0, 6) and Relu agree at 0, as PyTorch's relu6 does.
 */
export const Clip = defineOp({
  inputs: ["x", "min?", "max?"],
  outputs: ["y"],
  infer: ({ x, min, max }) => {
    for (const bound of [min, max]) {
      if (bound && (bound.type !== x.type || bound.shape.length > 0)) {
        fail({
          subject: "Clip",
          expected: `scalar bounds of type ${x.type}`,
          got: `${bound.type} of rank ${bound.shape.length}`,
        });
      }
    }
    return { y: like(x) };
  },
  jvp: (g, { x, min, max, y, dx, dmin, dmax }) => ({
    dy: sumDefined(g, y, [
      dx && g.mul(dx, inside(g, x, min, max)),
      dmin && min && g.mul(dmin, held(g, "LessOrEqual", x, min)),
      dmax && max && g.mul(dmax, held(g, "GreaterOrEqual", x, max)),
    ]),
  }),
  vjp: (g, { x, min, max, dy }) => ({
    dx: g.mul(dy, inside(g, x, min, max)),
    dmin: min && g.sumTo(g.mul(dy, held(g, "LessOrEqual", x, min)), min),
    dmax: max && g.sumTo(g.mul(dy, held(g, "GreaterOrEqual", x, max)), max),
  }),
  upgrades: { 11: boundsToInputs },
  samples: [
    { x: [2, 5], min: { shape: [], values: [-0.5] }, max: { shape: [], values: [0.5] } },
    { x: [5], min: { shape: [], values: [0] } },
    { x: [5], max: { shape: [], values: [0.25] } },
    { x: [3] },
  ],
});

/** 1 where x lies strictly between the bounds. */
function inside(g: Builder, x: Value, min: Value | undefined, max: Value | undefined): Value {
  const above = min && g.greater(x, min);
  const below = max && g.op("Less", [x, max]);
  const both = above && below ? g.op("And", [above, below]) : (above ?? below);
  return both ? g.cast(both, x.type) : g.full(1, x);
}

/** 1 where y is held at the bound. */
function held(g: Builder, beyond: "LessOrEqual" | "GreaterOrEqual", x: Value, bound: Value): Value {
  return g.cast(g.op(beyond, [x, bound]), x.type);
}

/** Before opset 11 the bounds were attributes (of float32 networks). */
function boundsToInputs(node: Node, context: UpgradeContext): readonly Node[] {
  const { min, max, ...attributes } = node.attributes;
  const [lower, upper] = [min, max].map((bound) =>
    bound?.kind === "float" ? context.constant(float32([], [bound.value])) : "",
  ) as [string, string];
  const inputs = [node.inputs[0] ?? "", lower, upper];
  while (inputs.at(-1) === "") inputs.pop();
  return [{ ...node, attributes, inputs }];
}
