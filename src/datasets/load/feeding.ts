import { fail, type Gather, type ImageLayout, type StoredBytes, sizeOf } from "../../base/index.ts";

export interface FeedingOptions {
  /** Keep bytes as 0 … 255 instead of value / 255. */
  raw: boolean;
  /** Per channel, after the scaling; one value serves all. */
  mean: readonly number[] | undefined;
  std: readonly number[] | undefined;
}

/** How stored values become the float32 values that a network is fed: (value · scale − mean) / std. */
export interface Feeding {
  readonly gather: Gather;
}

/** @throws NetspectraError when `mean` or `std` do not fit the channels. */
export function feeding(
  data: Uint8Array | Float32Array,
  shape: readonly number[],
  layout: ImageLayout | undefined,
  { raw, mean, std }: FeedingOptions,
): Feeding {
  const size = sizeOf(shape);
  const channels = layout === "CHW" ? shape[0]! : shape[shape.length - 1]!;
  const uniform = (mean?.length ?? 1) === 1 && (std?.length ?? 1) === 1;
  const means = perChannel("--mean", mean, 0, channels, uniform);
  const stds = perChannel("--std", std, 1, channels, uniform);
  const bad = stds.findIndex((value) => value <= 0);
  if (bad >= 0) fail({ subject: "--std", expected: "positive numbers", got: `${stds[bad]}` });
  const scale = data instanceof Uint8Array && !raw ? 255 : 1;
  // Elements that follow each other with the same channel, and after how many the channels begin again.
  const run = layout === "CHW" ? size / channels : 1;
  const convert =
    data instanceof Uint8Array
      ? byTable(data, means, stds, scale, run, channels)
      : byFormula(data, means, stds, run, channels);
  const gather = (indices: ArrayLike<number>) => {
    const out = new Float32Array(indices.length * size);
    for (let i = 0; i < indices.length; i++) convert(indices[i]! * size, size, out, i * size);
    return out;
  };
  const asStored = data instanceof Uint8Array && !mean && !std;
  return { gather: asStored ? Object.assign(gather, { stored: storedBytes(data, size, scale) }) : gather };
}

function storedBytes(data: Uint8Array, size: number, divisor: number): StoredBytes {
  return {
    divisor,
    gather(indices) {
      const out = new Uint8Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        out.set(data.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
      }
      return out;
    },
  };
}

type Convert = (from: number, size: number, out: Float32Array, to: number) => void;

/** 256 values a channel, each computed in float64 and rounded once. */
function byTable(
  data: Uint8Array,
  means: Float64Array,
  stds: Float64Array,
  scale: number,
  run: number,
  channels: number,
): Convert {
  const tables = Array.from(means, (mean, c) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / scale - mean) / stds[c]!),
  );
  const uniform = tables.length === 1 ? tables[0]! : undefined;
  return (from, size, out, to) => {
    if (uniform) for (let j = 0; j < size; j++) out[to + j] = uniform[data[from + j]!]!;
    else for (let j = 0; j < size; j++) out[to + j] = tables[Math.floor(j / run) % channels]![data[from + j]!]!;
  };
}

function byFormula(
  data: Float32Array,
  means: Float64Array,
  stds: Float64Array,
  run: number,
  channels: number,
): Convert {
  const plain = means.length === 1 && means[0] === 0 && stds[0] === 1;
  return (from, size, out, to) => {
    if (plain) return out.set(data.subarray(from, from + size), to);
    for (let j = 0; j < size; j++) {
      const c = means.length === 1 ? 0 : Math.floor(j / run) % channels;
      out[to + j] = (data[from + j]! - means[c]!) / stds[c]!;
    }
  };
}

/** One value for each channel; a single one where both options are `uniform`. */
function perChannel(
  option: string,
  values: readonly number[] | undefined,
  otherwise: number,
  channels: number,
  uniform: boolean,
): Float64Array {
  const given = values ?? [otherwise];
  if ((given.length !== 1 && given.length !== channels) || given.some((value) => !Number.isFinite(value))) {
    fail({
      subject: option,
      expected: channels === 1 ? "one number" : `one number, or ${channels}: one for each channel`,
      got: given.join(","),
    });
  }
  if (uniform || given.length === channels) return Float64Array.from(given);
  return new Float64Array(channels).fill(given[0]!);
}
