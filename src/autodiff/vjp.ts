import { fail, formatShape, sameShape } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { byName, inOrder } from "../ops/define/registry.ts";
import { differentiableSteps } from "./steps.ts";

/**
 * Pullback (reverse mode): append ȳᵀ ∂y/∂x to the graph under construction, for every x in `wrt`.
 *
 * `cotangents[i]` has the shape of `outputs[i]`; `undefined` means zero. The result has one entry per `wrt`, with its
 * shape, or `undefined` where the outputs do not depend on it. Everything appended consists of primitives, so that the
 * result can be differentiated again.
 *
 * @throws UnsupportedOperatorError that lists all nodes on the way that have no rule.
 */
export function vjp(
  g: Builder,
  outputs: readonly Value[],
  cotangents: readonly (Value | undefined)[],
  wrt: readonly Value[],
): (Value | undefined)[] {
  const steps = differentiableSteps(g, wrt, outputs);
  const sums = new Map<string, Value>();
  const accumulate = (value: Value | undefined, term: Value | undefined) => {
    if (!value || !term) return;
    requireShape(value, term, "cotangent");
    const sum = sums.get(value.name);
    sums.set(value.name, sum ? g.add(sum, term) : term);
  };
  outputs.forEach((output, i) => {
    accumulate(output, cotangents[i]);
  });
  for (const { op, inputs, outputs: outs, reached, args } of steps.toReversed()) {
    const own = outs.map((out) => out && sums.get(out.name));
    if (own.every((cotangent) => cotangent === undefined)) continue;
    const pulled = op.vjp?.(g, { ...args, ...prefixed(byName(op.outputs, own)) }) ?? {};
    const asked = byName<boolean>(op.inputs, reached);
    const terms = Object.entries(unprefixed(pulled)).map(([name, term]) => {
      const isAsked = [asked[name]].flat().includes(true);
      return [name, typeof term !== "function" ? term : isAsked ? term() : undefined] as const;
    });
    inOrder<Value>(op.inputs, Object.fromEntries(terms)).forEach((term, i) => {
      if (reached[i] && term) accumulate(inputs[i], term);
    });
  }
  return wrt.map((value) => sums.get(value.name));
}

/** { y } → { dy } */
export function prefixed(named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`d${name}`, value]));
}

/** { dx } → { x } */
export function unprefixed(named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name.slice(1), value]));
}

/** A derivative has the shape of what it belongs to; anything else is a faulty rule. */
export function requireShape(value: Value, derivative: Value, kind: "tangent" | "cotangent"): void {
  if (sameShape(value.shape, derivative.shape) && value.type === derivative.type) return;
  fail({
    subject: `the ${kind} of "${value.name}"`,
    expected: `${value.type} ${formatShape(value.shape)}`,
    got: `${derivative.type} ${formatShape(derivative.shape)}`,
  });
}
