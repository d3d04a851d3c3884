import { melFilters } from "./melFilters.ts";
import { createPowerSpectrum } from "./powerSpectrum.ts";
import { regressionDifferences } from "./regressionDifferences.ts";

/** Samples per second of the sound that these features are for; windows of 25 ms begin every 10 ms. */
export const rate = 16_000;
export const windowLength = 400;
export const windowShift = 160;

const filterCount = 40;
const transformLength = 512;
/** Log filterbank coefficients and log energy. */
const staticCount = filterCount + 1;
/** Numbers of a frame: those, their differences, and the differences of these. */
export const frameSize = 3 * staticCount;

const filters = melFilters(filterCount, transformLength, rate);
const hamming = Float64Array.from(
  { length: windowLength },
  (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (windowLength - 1)),
);
const preEmphasis = 0.97;
/** Digital silence has no logarithm. Samples are whole numbers, so 1 is the smallest energy above that of silence. */
const floor = 1;

/** How many whole windows there are in so many samples. */
export function frameCount(samples: number): number {
  return samples < windowLength ? 0 : 1 + Math.floor((samples - windowLength) / windowShift);
}

/** The sample in the middle of a frame's window. */
export const frameCentre = (frame: number): number => frame * windowShift + windowLength / 2;

/**
 * Frames × 123: 40 log mel filterbank coefficients and log energy, their first and their second differences, not yet
 * normalised (the input of Wang et al. 2016, section 5.3, as Mohamed, Dahl and Hinton 2012 describe it; computed as in
 * The HTK Book 3.4, chapter 5).
 *
 * Each window is weighted by Hamming's, after pre-emphasis x_t − 0.97 x_{t−1} of the whole utterance; filters act on the
 * power spectrum. The energy Σ x² is that of the bare window, before both. Logarithms are natural, of at least 1.
 *
 * @param samples at 16 kHz, in the units of 16-bit PCM
 */
export function speechFeatures(samples: Int16Array): Float64Array {
  const count = frameCount(samples.length);
  const statics = new Float64Array(count * staticCount);
  const emphasised = emphasise(samples);
  const powerSpectrum = createPowerSpectrum(transformLength);
  const window = new Float64Array(transformLength);
  for (let t = 0; t < count; t++) {
    let energy = 0;
    for (let i = 0; i < windowLength; i++) {
      const at = t * windowShift + i;
      energy += samples[at]! ** 2;
      window[i] = hamming[i]! * emphasised[at]!;
    }
    const power = powerSpectrum(window);
    filters.forEach(({ first, weights }, c) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * power[first + k]!;
      statics[t * staticCount + c] = Math.log(Math.max(sum, floor));
    });
    statics[t * staticCount + filterCount] = Math.log(Math.max(energy, floor));
  }
  const first = regressionDifferences(statics, staticCount);
  const second = regressionDifferences(first, staticCount);
  const frames = new Float64Array(count * frameSize);
  for (let t = 0; t < count; t++) {
    [statics, first, second].forEach((part, i) => {
      frames.set(part.subarray(t * staticCount, (t + 1) * staticCount), t * frameSize + i * staticCount);
    });
  }
  return frames;
}

/** x_t − 0.97 x_{t−1}; before the first sample there is silence. */
function emphasise(samples: Int16Array): Float64Array {
  const result = new Float64Array(samples);
  for (let t = 1; t < samples.length; t++) result[t] = samples[t]! - preEmphasis * samples[t - 1]!;
  return result;
}
