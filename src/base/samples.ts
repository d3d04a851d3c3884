/** How the axes of one image are ordered; absent for data that are not images. */
export type ImageLayout = "CHW" | "HWC";

/** Samples that follow each other in time, such as the frames of a sentence. */
export interface Utterance {
  readonly name: string;
  /** How many samples it has. */
  readonly frames: number;
  /** What was said: classes in order, each once for each time it was said. */
  readonly classes: Int32Array;
}

/** The chosen samples as float32, one after another (indices.length × size of a sample). */
export interface Gather {
  (indices: ArrayLike<number>): Float32Array;
  /** The same samples as they are kept in memory, where that is in bytes. */
  readonly stored?: StoredBytes;
}

/** Samples of bytes, each of which stands for byte / divisor, rounded to float32. */
export interface StoredBytes {
  readonly divisor: number;
  /** The chosen samples, one after another; several times as fast as making floats of them. */
  gather(indices: ArrayLike<number>): Uint8Array;
}

/** Data that a network can be looked at around: n samples, with labels where they are known. */
export interface Samples {
  /** What the user asked for: a data set's name or a file's path. */
  readonly source: string;
  readonly split: string;
  readonly count: number;
  /** Shape of one sample, without the batch axis. */
  readonly shape: readonly number[];
  readonly layout?: ImageLayout;
  /** Class of each sample, 0 … classes − 1. */
  readonly labels?: Int32Array;
  readonly classes?: readonly string[];
  /** The first samples belong to these, one after another; absent where samples have no order in time, or were shuffled. */
  readonly utterances?: readonly Utterance[];
  /** SHA-256 of the samples as they are fed, hexadecimal, so that results can be compared. */
  readonly sha256?: string;
  /** Bytes of memory that the samples take, where that is known. */
  readonly bytes?: number;
  /** What a reader of the results should know about the data: a subset, images that are not exact. */
  readonly notes?: readonly string[];
  readonly gather: Gather;
}
