/** Mean and standard deviation of each coefficient. */
export interface Normalisation {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Adds up frames, to be asked for their mean and (population) standard deviation. */
export interface Moments {
  /** Frames × size. */
  add(frames: Float64Array): void;
  finish(): Normalisation;
}

/** @param size coefficients of a frame */
export function createMoments(size: number): Moments {
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  let count = 0;
  return {
    add(frames) {
      for (let i = 0; i < frames.length; i++) {
        sums[i % size]! += frames[i]!;
        squares[i % size]! += frames[i]! ** 2;
      }
      count += frames.length / size;
    },
    finish() {
      const mean = sums.map((sum) => sum / count);
      const deviation = squares.map((square, c) => Math.sqrt(Math.max(0, square / count - mean[c]! ** 2)));
      // A coefficient that never changes becomes 0. Rounding leaves it a deviation of about 1e-8 of its mean.
      return { mean, deviation: deviation.map((value, c) => (value > 1e-6 * (1 + Math.abs(mean[c]!)) ? value : 1)) };
    },
  };
}

/** (x − mean) / deviation, in place. */
export function normalise(frames: Float32Array, { mean, deviation }: Normalisation): void {
  const size = mean.length;
  for (let i = 0; i < frames.length; i++) frames[i] = (frames[i]! - mean[i % size]!) / deviation[i % size]!;
}
