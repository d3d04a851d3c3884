import { fail, isStatic, sizeOf } from "../base/index.ts";
import { allAxes } from "./define/axes.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";

/** Axis i of y is axis perm[i] of x; all axes in opposite order where `perm` is absent. The adjoint is the inverse. */
export const Transpose = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { perm: optional.ints },
  infer: ({ x, perm }) => {
    const order = permutation(perm, x.shape.length);
    const shape = order.map((axis) => x.shape[axis]!);
    return {
      y: { type: x.type, shape, ...(x.content && isStatic(x.shape) && known(moved(x.content, x.shape, order))) },
    };
  },
  jvp: (g, { dx, perm }) => ({ dy: g.transpose(dx, permutation(perm, dx.shape.length)) }),
  vjp: (g, { dy, perm }) => ({ dx: g.transpose(dy, inverse(permutation(perm, dy.shape.length))) }),
  samples: [
    { x: [2, 3] },
    { x: [2, 3, 4], perm: [2, 0, 1] },
    { x: [2, 1, 3, 4], perm: [0, 2, 3, 1] },
    { x: [3] },
    { x: { shape: [2, 3], type: "int64", values: [1, 2, 3, 4, 5, 6] } },
  ],
});

function permutation(perm: readonly number[] | undefined, rank: number): readonly number[] {
  const order = perm ?? allAxes(rank).toReversed();
  if (order.length !== rank || new Set(order).size !== rank || order.some((axis) => axis < 0 || axis >= rank)) {
    fail({ subject: "Transpose", expected: `an order of ${rank} axes`, got: `perm ${order}` });
  }
  return order;
}

/** The elements of a small tensor of known shape after its axes have moved. */
function moved<T>(elements: readonly T[], sizes: readonly number[], order: readonly number[]): readonly T[] {
  const strides = sizes.map((_, axis) => sizeOf(sizes.slice(axis + 1)));
  return order
    .reduce<readonly number[]>(
      (places, axis) => places.flatMap((p) => Array.from({ length: sizes[axis]! }, (_, i) => p + i * strides[axis]!)),
      [0],
    )
    .map((place) => elements[place]!);
}

const inverse = (order: readonly number[]): readonly number[] => order.map((_, axis) => order.indexOf(axis));
