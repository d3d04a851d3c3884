import { type Dimension, fail, formatShape, multiplyDimensions, normalizeAxis } from "../base/index.ts";
import type { Builder, Value, ValueType } from "../graph/index.ts";
import { int } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";
import { crop } from "./define/pads.ts";

/** The operands one after another along `axis`. */
export const Concat = defineOp({
  inputs: ["...xs"],
  outputs: ["y"],
  attributes: { axis: optional.int },
  infer: ({ xs, axis }) => {
    const [first] = xs;
    if (!first) return fail({ subject: "Concat", expected: "at least one operand", got: "none" });
    const along = axisOf(first, axis);
    const other = xs.find(({ shape }) => shape.length !== first.shape.length || !agree(shape, first.shape, along));
    if (other) {
      fail({
        subject: "Concat",
        expected: `sizes that agree except at axis ${along}`,
        got: `${formatShape(first.shape)} and ${formatShape(other.shape)}`,
      });
    }
    const shape = first.shape.with(along, sum(xs.map((x) => x.shape[along]!)));
    const followed = shape.length === 1 && xs.every((x) => x.content);
    return { y: { type: first.type, shape, ...(followed && known(xs.flatMap((x) => x.content!))) } };
  },
  mixes: ({ axis = 0 }) => ({ xs: [axis] }),
  jvp: (g, { xs, dxs, axis }) => ({
    dy: g.op(
      "Concat",
      xs.map((x, i) => dxs[i] ?? g.full(0, x)),
      { axis: int(axisOf(xs[0]!, axis)) },
    ),
  }),
  vjp: (g, { xs, dy, axis }) => ({ dxs: parts(g, xs, dy, axisOf(xs[0]!, axis)) }),
  samples: [
    {
      xs: [
        [2, 3],
        [2, 1],
      ],
      axis: 1,
    },
    {
      xs: [
        [2, 3],
        [1, 3],
        [2, 3],
      ],
      axis: -2,
    },
    { xs: [[2]], axis: 0 },
    {
      xs: [
        { shape: [1], type: "int64", values: [4] },
        { shape: [2], type: "int64", values: [2, 3] },
      ],
      axis: 0,
    },
  ],
});

function axisOf(x: ValueType, axis: number | undefined): number {
  return normalizeAxis(axis ?? fail({ subject: "Concat", expected: `attribute "axis"`, got: "none" }), x.shape.length);
}

const agree = (a: readonly Dimension[], b: readonly Dimension[], except: number): boolean =>
  a.every((size, axis) => axis === except || size === b[axis]);

/** The sum of sizes; the batch can only be added to itself: "N" + "N" = "2*N". */
function sum(sizes: readonly Dimension[]): Dimension {
  if (sizes.every((size) => typeof size === "number")) return sizes.reduce((a, b) => a + b, 0);
  const [first] = sizes;
  if (sizes.every((size) => size === first)) return multiplyDimensions(sizes.length, first!);
  return fail({ subject: "Concat", expected: "sizes that can be added", got: sizes.join(" + ") });
}

/** The inverse of the concatenation. */
function parts(g: Builder, xs: readonly Value[], dy: Value, axis: number): readonly Value[] {
  if (typeof dy.shape[axis] === "string") {
    return g.ops("Split", [dy], { axis: int(axis), num_outputs: int(xs.length) }, xs.length);
  }
  let end = 0;
  return xs.map((x) => {
    const start = end;
    end += x.shape[axis] as number;
    return crop(g, dy, axis, start, end);
  });
}
