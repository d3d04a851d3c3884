/** One triangular filter: weights of the bins first, first + 1, … of a power spectrum. */
export interface MelFilter {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Stevens, Volkmann and Newman's scale in the form of O'Shaughnessy (1987), with natural logarithms. */
export const mel = (hertz: number): number => 1127 * Math.log1p(hertz / 700);

/**
 * Triangular filters whose corners are equally far from each other in mel, from 0 Hz to half the rate; a bin's weight is
 * linear in its mel (Davis and Mermelstein 1980; Young et al., The HTK Book 3.4, section 5.6).
 *
 * @param size length of the Fourier transform
 */
export function melFilters(count: number, size: number, rate: number): readonly MelFilter[] {
  const step = mel(rate / 2) / (count + 1);
  const bins = Array.from({ length: size / 2 + 1 }, (_, k) => mel((k * rate) / size));
  return Array.from({ length: count }, (_, i) => {
    const weights = bins.map((value) => Math.max(0, 1 - Math.abs(value / step - (i + 1))));
    const first = weights.findIndex((weight) => weight > 0);
    const last = weights.findLastIndex((weight) => weight > 0);
    return { first, weights: Float64Array.from(weights.slice(first, last + 1)) };
  });
}
