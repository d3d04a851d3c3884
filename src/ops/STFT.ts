import { fail, formatShape } from "../base/index.ts";
import { int, ints, type ValueType } from "../graph/index.ts";
import { sizeAt } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { binsOf, fourierMatrix, partsOf, type Transform } from "./define/fourier.ts";

/**
 * The Fourier transform of frames of a signal, `frame_step` apart, each times the window: N×frames×frequencies×2. A
 * convolution whose channels are the frequencies.
 */
export const STFT = defineOp({
  inputs: ["x", "frame_step", "window?", "frame_length?"],
  outputs: ["y"],
  discrete: ["frame_step", "frame_length"],
  attributes: { onesided: int(1) },
  infer: (args) => {
    const { bins, frames } = framesOf(args);
    return { y: { type: args.x.type, shape: [args.x.shape[0]!, frames, bins, 2] } };
  },
  mixes: () => ({ x: [1] }),
  lower: (g, args) => {
    const { x, window } = args;
    const { step, frames, ...transform } = framesOf(args);
    const { length, bins } = transform;
    const matrix = fourierMatrix(g, x, transform);
    const weighted = window ? g.mul(matrix, g.reshape(window, [length, 1, 1])) : matrix;
    const channels = x.shape.length === 2 ? g.unsqueeze(x, [1]) : g.transpose(x, [0, 2, 1]);
    const seen = g.op("Conv", [channels, g.transpose(weighted, [2, 1, 0])], {
      kernel_shape: ints([length]),
      strides: ints([step]),
    });
    const n = x.shape[0]!;
    return { y: g.transpose(g.reshape(seen, [n, bins, 2, frames]), [0, 3, 1, 2]) };
  },
  samples: [
    {
      x: [2, 7, 1],
      frame_step: { shape: [], type: "int64", values: [3] },
      window: { shape: [4], from: 0.5, to: 1 },
    },
    {
      x: [1, 7, 1],
      frame_step: { shape: [], type: "int64", values: [2] },
      window: { shape: [5], from: 0.5, to: 1 },
      frame_length: { shape: [], type: "int64", values: [5] },
    },
    {
      x: [1, 8, 1],
      frame_step: { shape: [], type: "int64", values: [4] },
      frame_length: { shape: [], type: "int64", values: [4] },
      onesided: 0,
    },
  ],
});

interface Arguments {
  readonly x: ValueType;
  readonly frame_step: ValueType;
  readonly window: ValueType | undefined;
  readonly frame_length: ValueType | undefined;
  readonly onesided: number;
}

function framesOf({ x, frame_step, window, frame_length, onesided }: Arguments): Transform & {
  readonly step: number;
  readonly frames: number;
} {
  const rank = x.shape.length;
  if (rank !== 2 && rank !== 3) fail({ subject: "STFT", expected: "N×length×1", got: formatShape(x.shape) });
  const parts = rank === 2 ? 1 : partsOf("STFT", x);
  if (onesided !== 0 && parts === 2) {
    fail({ subject: "STFT", expected: "one-sided transforms of real signals only", got: "complex numbers" });
  }
  const step = followedNumbers("STFT", "a step", frame_step)[0]!;
  const length = frame_length
    ? followedNumbers("STFT", "a length of frames", frame_length)[0]!
    : window
      ? sizeAt("STFT", window.shape, 0)
      : fail({ subject: "STFT", expected: "a window or a length of frames", got: "neither" });
  if (window && window.shape[0] !== length) {
    fail({ subject: "STFT", expected: `a window of ${length} elements`, got: formatShape(window.shape) });
  }
  const size = sizeAt("STFT", x.shape, 1);
  if (step < 1 || length > size) {
    fail({ subject: "STFT", expected: `frames within ${size} elements`, got: `${length}, ${step} apart` });
  }
  const frames = Math.floor((size - length) / step) + 1;
  return { length, parts, bins: binsOf(length, onesided !== 0), inverse: false, step, frames };
}
