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
      dmin && min && g.mul(dmin, heldBelow(g, x, min, max)),
      dmax && max && g.mul(dmax, heldAbove(g, x, min, max)),
    ]),
  }),
  vjp: (g, { x, min, max, dy }) => ({
    dx: g.mul(dy, inside(g, x, min, max)),
    dmin: () => min && g.sumTo(g.mul(dy, heldBelow(g, x, min, max)), min),
    dmax: () => max && g.sumTo(g.mul(dy, heldAbove(g, x, min, max)), max),
  }),
  upgrades: { 11: boundsToInputs },
  samples: [
    { x: [2, 5], min: { shape: [], values: [-0.5] }, max: { shape: [], values: [0.5] } },
    { x: [5], min: { shape: [], values: [0] } },
    { x: [5], max: { shape: [], values: [0.25] } },
    { x: [3] },
    { x: [4], min: { shape: [], values: [0.5] }, max: { shape: [], values: [-0.5] } },
    { x: { shape: [3], type: "int64", values: [-5, 1, 9] }, max: { shape: [], type: "int64", values: [2] } },
  ],
});

/** 1 where x lies strictly between the bounds. */
function inside(g: Builder, x: Value, min: Value | undefined, max: Value | undefined): Value {
  const above = min && g.greater(x, min);
  const below = max && g.op("Less", [x, max]);
  const both = above && below ? g.op("And", [above, below]) : (above ?? below);
  return both ? g.cast(both, x.type) : g.full(1, x);
}

/** 1 where y is held at the lower bound; never where that lies above the upper one. */
function heldBelow(g: Builder, x: Value, min: Value, max: Value | undefined): Value {
  const below = g.op("LessOrEqual", [x, min]);
  return g.cast(max ? g.op("And", [below, g.op("Less", [min, max])]) : below, x.type);
}

/** 1 where y is held at the upper bound. */
function heldAbove(g: Builder, x: Value, min: Value | undefined, max: Value): Value {
  return g.cast(g.op("GreaterOrEqual", [min ? g.op("Max", [x, min]) : x, max]), x.type);
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
