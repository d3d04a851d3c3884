import { fail } from "../base/index.ts";
import { allAxes } from "./define/axes.ts";
import { defineOp, optional } from "./define/defineOp.ts";

/** Axis i of y is axis perm[i] of x; all axes in opposite order where `perm` is absent. The adjoint is the inverse. */
export const Transpose = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { perm: optional.ints },
  infer: ({ x, perm }) => {
    const order = permutation(perm, x.shape.length);
    const content = x.shape.length === 1 && x.content ? { content: x.content } : {};
    return { y: { type: x.type, shape: order.map((axis) => x.shape[axis]!), ...content } };
  },
  jvp: (g, { dx, perm }) => ({ dy: g.transpose(dx, permutation(perm, dx.shape.length)) }),
  vjp: (g, { dy, perm }) => ({ dx: g.transpose(dy, inverse(permutation(perm, dy.shape.length))) }),
  samples: [{ x: [2, 3] }, { x: [2, 3, 4], perm: [2, 0, 1] }, { x: [2, 1, 3, 4], perm: [0, 2, 3, 1] }, { x: [3] }],
});

function permutation(perm: readonly number[] | undefined, rank: number): readonly number[] {
  const order = perm ?? allAxes(rank).toReversed();
  if (order.length !== rank || new Set(order).size !== rank || order.some((axis) => axis < 0 || axis >= rank)) {
    fail({ subject: "Transpose", expected: `an order of ${rank} axes`, got: `perm ${order}` });
  }
  return order;
}

const inverse = (order: readonly number[]): readonly number[] => order.map((_, axis) => order.indexOf(axis));
