import { type Dimension, fail, normalizeAxis, type Shape } from "../../base/index.ts";
import { type Builder, int, type Value, type ValueType } from "../../graph/index.ts";
import { attributeToInput } from "./attributeInputs.ts";
import { defineOp, type OpDefinition, type SampleInput } from "./defineOp.ts";

/** What a reduction's rules work with. Reduced axes have size 1 in `y` and in the derivatives of y. */
export interface Reduced {
  readonly x: Value;
  readonly y: Value;
  /** The reduced axes, from the front. */
  readonly axes: readonly number[];
}

interface Reduction {
  /** Opset from which on the axes are an input: 13 for ReduceSum, 18 for the others. */
  readonly axesInputSince: 13 | 18;
  /** dy = push(dx): for linear maps and what is not a weighted sum. */
  push?(g: Builder, args: Reduced & { readonly dx: Value }): Value;
  /** dx = pull(dy), of any shape that stretches to x's. */
  pull?(g: Builder, args: Reduced & { readonly dy: Value }): Value;
  /** For composites: y with the reduced axes kept as 1. */
  lower?(g: Builder, args: Pick<Reduced, "x" | "axes">): Value;
  /** The result for a vector whose elements are known. */
  content?(elements: readonly Dimension[]): Dimension | undefined;
  readonly samples: readonly ReductionSample[];
}

interface ReductionSample {
  readonly x: SampleInput;
  readonly axes?: SampleInput;
  readonly keepdims?: number;
  readonly noop_with_empty_axes?: number;
}

interface ReductionArguments {
  readonly x: ValueType;
  readonly axes: ValueType | undefined;
  readonly noop_with_empty_axes: number;
}

const attributes = { keepdims: int(1), noop_with_empty_axes: int(0) };

/** y = f over `axes` of x; over all axes when there are none, unless `noop_with_empty_axes` says over none. */
export function reduction({ axesInputSince, push, pull, lower, content, samples }: Reduction): OpDefinition {
  return defineOp<"x" | "axes?", "y", typeof attributes, "axes">({
    inputs: ["x", "axes?"],
    outputs: ["y"],
    discrete: ["axes"],
    attributes,
    infer: (args) => {
      const { x, keepdims } = args;
      const axes = reducedAxes(args);
      const element = axes.length > 0 && x.content && x.shape.length === 1 ? content?.(x.content) : undefined;
      return {
        y: {
          type: x.type,
          shape: reducedShape(x.shape, axes, keepdims !== 0),
          ...(element !== undefined && { content: [element] }),
        },
      };
    },
    mixes: (args) => ({ x: reducedAxes(args) }),
    ...(push && {
      jvp: (g, args) => {
        const axes = reducedAxes(args);
        const dy = push(g, { x: args.x, dx: args.dx, axes, y: kept(g, args.y, args.keepdims, axes) });
        return { dy: args.keepdims !== 0 ? dy : g.squeeze(dy, axes) };
      },
    }),
    ...(pull && {
      vjp: (g, args) => {
        const { x, y, dy, keepdims } = args;
        const axes = reducedAxes(args);
        const dx = pull(g, { x, axes, y: kept(g, y, keepdims, axes), dy: kept(g, dy, keepdims, axes) });
        return { dx: g.expand(dx, x.shape, x) };
      },
    }),
    ...(lower && {
      lower: (g, args) => {
        const axes = reducedAxes(args);
        const y = lower(g, { x: args.x, axes });
        return { y: args.keepdims !== 0 ? y : g.squeeze(y, axes) };
      },
    }),
    upgrades: { [axesInputSince]: attributeToInput("axes") },
    samples,
  });
}

/** Both rules of y with ∂y/∂x = `weight` (of x's shape): dy = Σ w ⊙ dx over the axes, dx = w ⊙ dy. */
export function weightedReduction(
  weight: (g: Builder, args: Reduced) => Value,
  rest: Omit<Reduction, "push" | "pull" | "lower">,
): OpDefinition {
  return reduction({
    push: (g, { dx, ...args }) => g.reduceSum(g.mul(weight(g, args), dx), args.axes),
    pull: (g, { dy, ...args }) => g.mul(weight(g, args), dy),
    ...rest,
  });
}

/** Weights of the largest or smallest elements: those that tie share evenly, as in PyTorch's `amax`. */
export function extremeShares(g: Builder, { x, y, axes }: Reduced): Value {
  const chosen = g.cast(g.equal(x, y), x.type);
  return g.div(chosen, g.reduceSum(chosen, axes));
}

/** The axes that are reduced, from the front. @throws NetspectraError when they are not constant. */
export function reducedAxes({ x, axes, noop_with_empty_axes }: ReductionArguments): readonly number[] {
  const rank = x.shape.length;
  if (axes && !axes.content) {
    return fail({ subject: "a reduction", expected: "axes that are constant", got: "axes that are computed" });
  }
  const given = (axes?.content ?? []) as readonly number[];
  if (given.length > 0) return [...new Set(given.map((axis) => normalizeAxis(axis, rank)))].sort((a, b) => a - b);
  return noop_with_empty_axes !== 0 ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** Without the reduced axes, or with size 1 there. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]));
}

function kept(g: Builder, y: Value, keepdims: number, axes: readonly number[]): Value {
  return keepdims !== 0 ? y : g.unsqueeze(y, axes);
}

const axesOf = (...values: readonly number[]): SampleInput => ({ shape: [values.length], type: "int64", values });

/** All forms of a reduction. */
export const reductionSamples: readonly ReductionSample[] = [
  { x: [2, 3, 4] },
  { x: [2, 3, 4], axes: axesOf(1), keepdims: 0 },
  { x: [2, 3, 4], axes: axesOf(-1, 0), keepdims: 0 },
  { x: [2, 1, 3], axes: axesOf(1, -1) },
  { x: [3], axes: axesOf(0), keepdims: 0 },
  { x: [2, 3], axes: axesOf(), keepdims: 0 },
  { x: [] },
  { x: [2, 3], noop_with_empty_axes: 1 },
];

/** The forms that matter to a reduction in terms of another, on standard normal numbers or within a range. */
export function fewReductionSamples(range: { readonly from?: number; readonly to?: number } = {}): ReductionSample[] {
  const x: SampleInput = { shape: [2, 3, 2], ...range };
  return [{ x }, { x, axes: axesOf(-1, 0), keepdims: 0 }, { x, noop_with_empty_axes: 1 }];
}

/** A vector of known integers, reduced to a scalar. */
export const integerReduction: ReductionSample = {
  x: { shape: [3], type: "int64", values: [4, -2, 3] },
  axes: axesOf(0),
  keepdims: 0,
};

/** The largest or smallest of known numbers. */
export const extremeContent =
  (choose: (...values: number[]) => number) =>
  (elements: readonly Dimension[]): Dimension | undefined =>
    elements.every((element) => typeof element === "number") ? choose(...elements) : undefined;
