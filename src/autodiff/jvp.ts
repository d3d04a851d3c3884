import type { Builder, Value } from "../graph/index.ts";
import { byName, inOrder } from "../ops/define/registry.ts";
import { differentiableSteps } from "./steps.ts";
import { prefixed, requireShape, unprefixed } from "./vjp.ts";

/**
 * Pushforward (forward mode): append ∂y/∂x ẋ to the graph under construction, for every y in `outputs`.
 *
 * `tangents[i]` has the shape of `wrt[i]`; `undefined` means zero. The result has one entry per output, with its shape,
 * or `undefined` where it does not depend on any `wrt` that moves.
 *
 * @throws UnsupportedOperatorError that lists all nodes on the way that have no rule.
 */
export function jvp(
  g: Builder,
  wrt: readonly Value[],
  tangents: readonly (Value | undefined)[],
  outputs: readonly Value[],
): (Value | undefined)[] {
  const moving = new Map<string, Value>();
  const set = (value: Value | undefined, tangent: Value | undefined) => {
    if (!value || !tangent) return;
    requireShape(value, tangent, "tangent");
    moving.set(value.name, tangent);
  };
  wrt.forEach((value, i) => {
    set(value, tangents[i]);
  });
  const roots = wrt.filter((value) => moving.has(value.name));
  const fixed = new Set(moving.keys());
  for (const { op, inputs, outputs: outs, args } of differentiableSteps(g, roots, outputs)) {
    const own = inputs.map((input) => input && moving.get(input.name));
    // What produces an inner tensor of `wrt` leads to it, and has nothing to push.
    if (own.every((tangent) => tangent === undefined)) continue;
    const pushed = op.jvp?.(g, { ...args, ...prefixed(byName(op.inputs, own)) }) ?? {};
    inOrder<Value>(op.outputs, unprefixed(pushed)).forEach((tangent, i) => {
      const out = outs[i];
      if (out && !fixed.has(out.name)) set(out, tangent);
    });
  }
  return outputs.map((output) => moving.get(output.name));
}
