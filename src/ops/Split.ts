import { type Dimension, divideDimensions, fail, normalizeAxis } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { attributeToInput } from "./define/attributeInputs.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { followed, known } from "./define/followed.ts";

/** x cut along `axis` into parts of the sizes `split`, or into `num_outputs` equal ones, of which the last may be smaller. */
export const Split = defineOp({
  inputs: ["x", "split?"],
  outputs: ["...ys"],
  discrete: ["split"],
  attributes: { axis: int(0), num_outputs: optional.int },
  infer: ({ x, split, axis, num_outputs, outputCount }) => {
    const along = normalizeAxis(axis, x.shape.length);
    const size = x.shape[along]!;
    const sizes = split ? givenSizes(split, size) : equalSizes(size, num_outputs ?? outputCount);
    if (sizes.length !== outputCount) {
      fail({ subject: "Split", expected: `${sizes.length} outputs`, got: `${outputCount}` });
    }
    const numeric = x.content && x.shape.length === 1 ? sizes.filter((s) => typeof s === "number") : [];
    const starts = numeric.map((_, i) => numeric.slice(0, i).reduce((a, b) => a + b, 0));
    return {
      ys: sizes.map((part, i) => ({
        type: x.type,
        shape: x.shape.with(along, part),
        ...(numeric.length > 0 && known(x.content?.slice(starts[i], starts[i]! + numeric[i]!))),
      })),
    };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { dx, split, ys, axis, num_outputs }) => ({
    dys: g.ops("Split", [dx, split], attributes(axis, split ? undefined : (num_outputs ?? ys.length)), ys.length),
  }),
  vjp: (g, { ys, dys, axis }) => ({
    dx: g.op(
      "Concat",
      ys.map((y, i) => dys[i] ?? g.full(0, y)),
      { axis: int(axis) },
    ),
  }),
  upgrades: {
    13: attributeToInput("split"),
    18: (node) => {
      const given = node.inputs[1] || node.attributes.num_outputs;
      if (given) return [node];
      return [{ ...node, attributes: { ...node.attributes, num_outputs: int(node.outputs.length) } }];
    },
  },
  samples: [
    { x: [4, 3], num_outputs: 2, outputCount: 2 },
    { x: [2, 5], num_outputs: 2, axis: 1, outputCount: 2 },
    { x: [2, 5], split: { shape: [3], type: "int64", values: [1, 3, 1] }, axis: -1, outputCount: 3 },
    { x: [2, 7], num_outputs: 4, axis: -1, outputCount: 4 },
    { x: [5, 2], split: { shape: [3], type: "int64", values: [0, 5, 0] }, outputCount: 3 },
    { x: [3], num_outputs: 1, outputCount: 1 },
    {
      x: { shape: [3], type: "int64", values: [4, 5, 6] },
      split: { shape: [2], type: "int64", values: [1, 2] },
      outputCount: 2,
    },
  ],
});

const attributes = (axis: number, count: number | undefined) =>
  count === undefined ? { axis: int(axis) } : { axis: int(axis), num_outputs: int(count) };

const mostParts = 2 ** 16;

function givenSizes(split: ValueType, size: Dimension): readonly Dimension[] {
  const sizes = followed("Split", "sizes", split);
  if (sizes.length === 1) return sizes[0] === size ? sizes : wrongSizes(sizes, size);
  const total = sizes.reduce<number>((sum, s) => (typeof s === "number" ? sum + s : wrongSizes(sizes, size)), 0);
  return total === size ? sizes : wrongSizes(sizes, size);
}

function equalSizes(size: Dimension, count: number): readonly Dimension[] {
  if (!(count >= 1 && count <= mostParts)) {
    fail({ subject: "Split", expected: `1 to ${mostParts} parts`, got: `${count}` });
  }
  if (typeof size === "string") {
    return Array.from({ length: count }, () => divideDimensions(size, count) ?? wrongSizes([count], size));
  }
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
}

function wrongSizes(sizes: readonly Dimension[], size: Dimension): never {
  return fail({ subject: "Split", expected: `sizes that add up to ${size}`, got: `${sizes}` });
}
