/** Frames of several utterances, one utterance after another, of which each sample shows some and their neighbours. */
export interface FrameContext {
  /** Numbers of one frame. */
  readonly frameSize: number;
  /** Frames before and after the one in the middle. */
  readonly side: number;
  /** Frames of each utterance. */
  readonly lengths: readonly number[];
  /** The picked frames: the middle one of each sample. */
  readonly rows: Uint32Array;
}

/**
 * The samples with these numbers: 2 · side + 1 frames each, from the first to the last, whose edges are repeated where
 * the utterance begins or ends. Frames lie in memory once, samples only as long as they are fed.
 */
export function createFrameStack(
  data: Float32Array,
  { frameSize, side, lengths, rows }: FrameContext,
): (indices: ArrayLike<number>) => Float32Array {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = starts[i]! + length;
  });
  const width = 2 * side + 1;
  return (indices) => {
    const out = new Float32Array(indices.length * width * frameSize);
    for (let i = 0; i < indices.length; i++) {
      const row = rows[indices[i]!]!;
      const utterance = utteranceOf(starts, row);
      const [first, last] = [starts[utterance]!, starts[utterance + 1]! - 1];
      for (let j = 0; j < width; j++) {
        const frame = Math.min(Math.max(row + j - side, first), last);
        out.set(data.subarray(frame * frameSize, (frame + 1) * frameSize), (i * width + j) * frameSize);
      }
    }
    return out;
  };
}

/** The last utterance that begins at `row` or before. */
function utteranceOf(starts: Uint32Array, row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
