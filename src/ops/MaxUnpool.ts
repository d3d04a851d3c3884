import { fail, formatShape, type Shape, sameShape } from "../base/index.ts";
import { type Builder, elementCount, int, ints, type Value, type ValueType } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { explicitPadding, knownSizes, perAxis } from "./define/window.ts";

/**
 * The elements of x at the places that MaxPool took them from, zeros elsewhere. `indices` count through the whole
 * result, N·C·H·W, as those of MaxPool do, so that a sample's elements stay in the sample.
 */
export const MaxUnpool = defineOp({
  inputs: ["x", "indices", "output_shape?"],
  outputs: ["y"],
  discrete: ["indices", "output_shape"],
  attributes: { kernel_shape: optional.ints, pads: optional.ints, strides: optional.ints },
  infer: ({ x, indices, output_shape, ...attributes }) => {
    if (!sameShape(x.shape, indices.shape)) {
      fail({
        subject: "MaxUnpool",
        expected: `an index for each element of ${formatShape(x.shape)}`,
        got: formatShape(indices.shape),
      });
    }
    return { y: { type: x.type, shape: unpooledShape(x, output_shape, attributes) } };
  },
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(1) }),
  jvp: (g, { dx, indices, output_shape, ...attributes }) => ({
    dy: g.op("MaxUnpool", [dx, indices, output_shape], given(attributes)),
  }),
  vjp: (g, { x, indices, dy }) => {
    const taken = g.op("GatherElements", [flat(g, dy), flat(g, indices)], { axis: int(0) });
    return { dx: g.reshape(taken, x.shape, x) };
  },
  float64: (g, { x, indices, output_shape, ...attributes }) => {
    const shape = unpooledShape(x, output_shape, attributes);
    const spatial = shape.map((_, axis) => axis).slice(2);
    const corner = g.slice(
      x,
      spatial,
      spatial.map(() => 0),
      spatial.map(() => 1),
    );
    const sizes = g.indices([1, 1, ...(shape.slice(2) as readonly number[])]);
    const places = flat(g, g.op("Expand", [g.full(0, corner), sizes]));
    const put = g.op("ScatterElements", [places, flat(g, indices), flat(g, x)], { axis: int(0) });
    return { y: g.reshape(put, shape) };
  },
  samples: [
    { x: [1, 1, 2, 2], indices: places([1, 1, 2, 2], [5, 7, 13, 15]), kernel_shape: [2, 2], strides: [2, 2] },
    {
      x: [2, 1, 2, 2],
      indices: places([2, 1, 2, 2], [0, 3, 9, 14, 17, 19, 24, 31]),
      kernel_shape: [2, 2],
      strides: [2, 2],
      pads: [0, 0, 0, 0],
    },
    { x: [1, 1, 3], indices: places([1, 1, 3], [1, 2, 4]), kernel_shape: [3], strides: [2], pads: [1, 1] },
    {
      x: [1, 1, 2, 2],
      indices: places([1, 1, 2, 2], [6, 8, 16, 24]),
      output_shape: places([4], [1, 1, 5, 5]),
      kernel_shape: [2, 2],
      strides: [2, 2],
    },
  ],
});

interface UnpoolAttributes {
  readonly kernel_shape: readonly number[] | undefined;
  readonly pads: readonly number[] | undefined;
  readonly strides: readonly number[] | undefined;
}

function unpooledShape(x: ValueType, output: ValueType | undefined, attributes: UnpoolAttributes): Shape {
  const rank = x.shape.length - 2;
  const { kernel_shape: kernel } = attributes;
  if (rank < 1 || kernel?.length !== rank) {
    return fail({
      subject: "MaxUnpool",
      expected: "an input N×C×… and a kernel_shape",
      got: `${formatShape(x.shape)} and ${kernel ? formatShape(kernel) : "none"}`,
    });
  }
  if (output) {
    const sizes = followedNumbers("MaxUnpool", "an output_shape", output);
    return [...x.shape.slice(0, 2), ...sizes.slice(2)];
  }
  const strides = perAxis(attributes.strides, rank, 1, "strides");
  const [begin, end] = explicitPadding(attributes.pads, rank);
  const sizes = knownSizes(x.shape.slice(2), "known sizes of the spatial axes");
  return [
    ...x.shape.slice(0, 2),
    ...sizes.map((size, i) => (size - 1) * strides[i]! + kernel[i]! - begin[i]! - end[i]!),
  ];
}

function given({ kernel_shape, pads, strides }: UnpoolAttributes) {
  return {
    ...(kernel_shape && { kernel_shape: ints(kernel_shape) }),
    ...(pads && { pads: ints(pads) }),
    ...(strides && { strides: ints(strides) }),
  };
}

function flat(g: Builder, x: Value): Value {
  return g.reshape(x, [elementCount(x.shape)]);
}

function places(shape: readonly number[], values: readonly number[]) {
  return { shape, type: "int64", values } as const;
}
