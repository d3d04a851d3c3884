/** In bits. */
export interface BinnedInformation {
  /** I(bins; X) = H(bins), the bins being a function of the sample. */
  readonly input: number;
  /** I(bins; Y); null without labels. */
  readonly label: number | null;
}

/**
 * Information of activations that are sorted into bins ⌊z/size⌋ unit by unit (Shwartz-Ziv & Tishby 2017; as Saxe et al. 2018 count):
 * plug-in entropies of the n rows of bins.
 *
 * @param values n × units, row-major
 */
export function binnedInformation(
  values: ArrayLike<number>,
  units: number,
  size: number,
  labels?: ArrayLike<number>,
): BinnedInformation {
  const n = units === 0 ? 0 : values.length / units;
  const patterns = patternsOf(values, units, n, size);
  const input = entropy(patterns);
  if (!labels) return { input, label: null };
  const classes = new Map<number, number[]>();
  patterns.forEach((pattern, i) => {
    const own = classes.get(labels[i]!) ?? [];
    classes.set(labels[i]!, own);
    own.push(pattern);
  });
  const within = [...classes.values()].reduce((sum, own) => sum + (own.length / n) * entropy(Int32Array.from(own)), 0);
  return { input, label: Math.max(0, input - within) };
}

/** For each row, the first row with the same bins. */
function patternsOf(values: ArrayLike<number>, units: number, n: number, size: number): Int32Array {
  const bin = (i: number, unit: number) => Math.floor(values[i * units + unit]! / size);
  const equal = (i: number, j: number) => {
    for (let unit = 0; unit < units; unit++) if (bin(i, unit) !== bin(j, unit)) return false;
    return true;
  };
  const firsts = new Map<number, number[]>();
  return Int32Array.from({ length: n }, (_, i) => {
    let [low, high] = [0x811c9dc5, 0x2545f491];
    for (let unit = 0; unit < units; unit++) {
      const value = bin(i, unit);
      const word = value ^ (value / 2 ** 32);
      low = Math.imul(low ^ word, 0x01000193);
      high = Math.imul(high ^ word ^ (low >>> 15), 0x85ebca6b);
    }
    const key = (low >>> 0) * 2 ** 21 + (high >>> 11);
    const known = firsts.get(key) ?? [];
    firsts.set(key, known);
    // Rows with the same key may still differ.
    const first = known.find((j) => equal(i, j));
    if (first !== undefined) return first;
    known.push(i);
    return i;
  });
}

function entropy(patterns: Int32Array): number {
  const counts = new Map<number, number>();
  for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / patterns.length) * Math.log2(count / patterns.length);
  return Math.max(0, bits);
}
