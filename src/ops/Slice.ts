import { checkComputed, int64, isStatic, tensorOf } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { attributeInput, withoutAttributes } from "./define/attributeInputs.ts";
import { allAxes, sizeAt } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";
import { crop, padZeros, reverse } from "./define/pads.ts";
import { type SlicedAxis, slicedAxes } from "./define/slicing.ts";

/** Elements start, start + step, … before `end`, along each of `axes`; NumPy's rules for negative and large bounds. */
export const Slice = defineOp({
  inputs: ["x", "starts", "ends", "axes?", "steps?"],
  outputs: ["y"],
  discrete: ["starts", "ends", "axes", "steps"],
  infer: ({ x, ...operands }) => {
    const sliced = slicedAxes(x.shape, operands);
    const shape = sliced.reduce((sizes, { axis, size }) => sizes.with(axis, size), [...x.shape]);
    return {
      y: { type: x.type, shape, ...(x.content && isStatic(x.shape) && known(picked(x.content, x.shape, sliced))) },
    };
  },
  mixes: ({ x, ...operands }) => ({
    x: slicedAxes(x.shape, operands).flatMap(({ axis, step }) => (step < 0 ? [axis] : [])),
  }),
  jvp: (g, { dx, starts, ends, axes, steps }) => ({ dy: g.op("Slice", [dx, starts, ends, axes, steps]) }),
  vjp: (g, { x, y, dy, ...operands }) => {
    if (y.shape.includes(0)) return { dx: g.full(0, x) };
    // The last axis, where it costs most, while there is the least.
    return { dx: slicedAxes(x.shape, operands).reduceRight((part, sliced) => putBack(g, part, x, sliced), dy) };
  },
  upgrades: {
    10: (node, context) => {
      if (!node.attributes.starts) return [node];
      const axes = node.attributes.axes ?? node.attributes.starts;
      const order = axes.kind === "ints" ? allAxes(axes.value.length) : [];
      const inputs = [
        node.inputs[0] ?? "",
        attributeInput(node, "starts", context),
        attributeInput(node, "ends", context),
        attributeInput(node, "axes", context) || context.constant(int64([order.length], order)),
      ];
      return [{ ...withoutAttributes(node, "starts", "ends", "axes"), inputs }];
    },
  },
  samples: [
    sample([4, 3], [1], [3]),
    sample([4, 5], [1, -3], [2 ** 31 - 1, -1], [0, 1]),
    sample([7, 2], [0], [7], [0], [3]),
    sample([7, 2], [1], [6], [-2], [2]),
    sample([5, 2], [-1], [-(2 ** 31 - 1)], [0], [-1]),
    sample([7], [5], [0], [0], [-2]),
    sample([2, 3], [2], [1], [1]),
    {
      x: { shape: [4], type: "int64", values: [4, 5, 6, 7] },
      starts: { shape: [1], type: "int64", values: [-2] },
      ends: { shape: [1], type: "int64", values: [99] },
    },
    {
      x: { shape: [3, 2], type: "int64", values: [1, 2, 3, 4, 5, 6] },
      starts: { shape: [1], type: "int64", values: [-1] },
      ends: { shape: [1], type: "int64", values: [-99] },
      axes: { shape: [1], type: "int64", values: [0] },
      steps: { shape: [1], type: "int64", values: [-1] },
    },
  ],
});

function sample(x: readonly number[], starts: number[], ends: number[], axes?: number[], steps?: number[]) {
  const list = (values: number[]) => ({ shape: [values.length], type: "int64", values }) as const;
  return {
    x,
    starts: list(starts),
    ends: list(ends),
    ...(axes && { axes: list(axes) }),
    ...(steps && { steps: list(steps) }),
  };
}

/** The elements of a small tensor of known shape that the slice takes. */
function picked<T>(content: readonly T[], sizes: readonly number[], sliced: readonly SlicedAxis[]): readonly T[] {
  const places = sizes.reduce<readonly number[]>(
    (before, size, axis) => {
      const own = sliced.find((range) => range.axis === axis) ?? { start: 0, step: 1, size };
      const along = Array.from({ length: own.size as number }, (_, i) => own.start + i * own.step);
      return before.flatMap((place) => along.map((i) => place * size + i));
    },
    [0],
  );
  return places.map((place) => content[place]!);
}

/** The elements of `part` at their places along one axis of `x`, zeros elsewhere: the adjoint of the slice. */
function putBack(g: Builder, part: Value, x: Value, { axis, start, step, size }: SlicedAxis): Value {
  const ordered = step < 0 ? reverse(g, part, axis) : part;
  if (size === x.shape[axis]) return ordered;
  const whole = sizeAt("the derivative of Slice", x.shape, axis);
  const first = step < 0 ? start + ((size as number) - 1) * step : start;
  const spread = spreadOut(g, ordered, axis, Math.abs(step), size as number);
  return padZeros(g, spread, axis, first, whole - first - (spread.shape[axis] as number));
}

/** Put step − 1 zeros between neighbours: a broadcast product, because the runtime pads on one thread, an element at a time. */
function spreadOut(g: Builder, x: Value, axis: number, step: number, size: number): Value {
  if (step === 1 || size === 1) return x;
  const shape = [step, ...x.shape.slice(axis + 1).map(() => 1)];
  const first = g.constant(
    tensorOf(x.type, shape, [1, ...Array.from({ length: checkComputed("Slice", step - 1) }, () => 0)]),
  );
  const padded = g.mul(g.unsqueeze(x, [axis + 1]), first);
  return crop(g, g.reshape(padded, x.shape.with(axis, size * step), x), axis, 0, (size - 1) * step + 1);
}
