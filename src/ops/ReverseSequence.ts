import { fail, formatShape } from "../base/index.ts";
import { type Builder, int, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** The first lengths[n] elements along `time_axis` in the opposite order, for every n along `batch_axis`. Its own adjoint. */
export const ReverseSequence = defineOp({
  inputs: ["x", "lengths"],
  outputs: ["y"],
  discrete: ["lengths"],
  attributes: { batch_axis: int(1), time_axis: int(0) },
  infer: ({ x, lengths, batch_axis, time_axis }) => {
    const axes = [batch_axis, time_axis].sort();
    if (axes[0] !== 0 || axes[1] !== 1 || x.shape.length < 2) {
      fail({
        subject: "ReverseSequence",
        expected: "the batch and the time axis first, in either order",
        got: `axes ${batch_axis} and ${time_axis} of ${formatShape(x.shape)}`,
      });
    }
    const [count, size] = [lengths.shape[0], x.shape[batch_axis]];
    if (lengths.shape.length !== 1 || (typeof count === "number" && typeof size === "number" && count !== size)) {
      fail({ subject: "ReverseSequence", expected: `${size} lengths`, got: formatShape(lengths.shape) });
    }
    return { y: like(x) };
  },
  mixes: ({ time_axis }) => ({ x: [time_axis] }),
  jvp: (g, { dx, lengths, ...axes }) => ({ dy: reversed(g, dx, lengths, axes) }),
  vjp: (g, { dy, lengths, ...axes }) => ({ dx: reversed(g, dy, lengths, axes) }),
  samples: [
    { x: [4, 2], lengths: { shape: [2], type: "int64", values: [3, 4] } },
    {
      x: [2, 3, 2],
      lengths: { shape: [2], type: "int64", values: [1, 3] },
      batch_axis: 0,
      time_axis: 1,
    },
  ],
});

interface Axes {
  readonly batch_axis: number;
  readonly time_axis: number;
}

function reversed(g: Builder, x: Value, lengths: Value, { batch_axis, time_axis }: Axes): Value {
  return g.op("ReverseSequence", [x, lengths], { batch_axis: int(batch_axis), time_axis: int(time_axis) });
}
