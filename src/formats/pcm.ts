/** Sampled sound: 16-bit linear PCM. */
export interface Sound {
  /** Samples per second, of each channel. */
  readonly rate: number;
  readonly channels: number;
  /** Frame by frame: one sample of each channel, then the next. */
  readonly samples: Int16Array;
}

/** 16-bit samples at any offset, in either byte order. The length in bytes must be even. */
export function readSamples(bytes: Uint8Array, littleEndian: boolean): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int16Array(bytes.length / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(2 * i, littleEndian);
  return samples;
}
