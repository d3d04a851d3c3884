/** Points of a descending curve by their index, 1 the first. */
export interface SpectrumPoints {
  readonly spectrumIndex: readonly number[];
  readonly normalizedSpectrum: readonly number[];
}

/** Values at the head that are all kept. */
const head = 40;

/**
 * At most `most` of a spectrum's values, to be kept in files: the head, and of the rest as many as there is room for,
 * evenly in the logarithm of the index, the last among them.
 */
export function spectrumPoints(spectrum: readonly number[], most = 200): SpectrumPoints {
  const length = spectrum.length;
  const kept = length <= most ? length : Math.min(head, most);
  const steps = Math.min(most, length) - kept;
  const indices = new Set(Array.from({ length: kept }, (_, i) => i + 1));
  for (let i = 1; i <= steps; i++) indices.add(Math.round(kept * (length / kept) ** (i / steps)));
  const spectrumIndex = [...indices].sort((a, b) => a - b);
  return { spectrumIndex, normalizedSpectrum: spectrumIndex.map((i) => spectrum[i - 1]!) };
}

/** All values of a spectrum from some of its points, linear between them. */
export function wholeSpectrum({ spectrumIndex, normalizedSpectrum }: SpectrumPoints): readonly number[] {
  const length = spectrumIndex.at(-1) ?? 0;
  let right = 0;
  return Array.from({ length }, (_, i) => {
    while (spectrumIndex[right]! < i + 1) right++;
    const x = spectrumIndex[right]!;
    const y = normalizedSpectrum[right]!;
    if (x === i + 1 || right === 0) return y;
    const before = spectrumIndex[right - 1]!;
    const from = normalizedSpectrum[right - 1]!;
    return from + ((y - from) * (i + 1 - before)) / (x - before);
  });
}
