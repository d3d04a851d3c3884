import type { ImageLayout, Utterance } from "../../base/index.ts";
import type { FrameContext } from "./frameContext.ts";

/** Samples as they are kept in memory: bytes stay bytes. */
export interface Picked {
  /** The chosen samples, one after another; with a context, all frames. */
  readonly data: Uint8Array | Float32Array;
  /** Class of each. */
  readonly labels?: Int32Array | undefined;
  /** Where a sample is a frame and its neighbours. */
  readonly context?: FrameContext | undefined;
  readonly utterances?: readonly Utterance[] | undefined;
}

/** A body of samples from which some are picked; what is not picked need not be read or made. */
export interface Lot {
  readonly count: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly layout?: ImageLayout | undefined;
  readonly classes?: readonly string[] | undefined;
  /** What the user should know about these data. */
  readonly notes: readonly string[];
  /** The class of each of these samples, without reading or making them; left out where the samples have none. */
  labels?: ((indices: Uint32Array) => Int32Array) | undefined;
  pick(indices: Uint32Array): Promise<Picked>;
}

/** The rows with these numbers; the array itself where it is all of them in order. */
export function pickRows<T extends Uint8Array | Float32Array | Int32Array>(
  data: T,
  indices: Uint32Array,
  size: number,
): T {
  if (indices.length * size === data.length && indices.every((index, i) => index === i)) return data;
  const rows = new (data.constructor as new (length: number) => T)(indices.length * size);
  indices.forEach((index, i) => {
    rows.set(data.subarray(index * size, (index + 1) * size), i * size);
  });
  return rows;
}
