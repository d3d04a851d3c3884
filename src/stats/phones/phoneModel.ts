/** What is known of phones from training transcriptions alone; natural logarithms of probabilities. */
export interface PhoneModel {
  readonly phones: number;
  /** Share of the frames. */
  readonly priors: Float64Array;
  /** To stay in a phone for one more frame, and to leave it. */
  readonly stay: Float64Array;
  readonly leave: Float64Array;
  /** P(b after a) at [a · (phones + 1) + b]; the number `phones` is the start as a, and the end as b. */
  readonly bigram: Float64Array;
}

export interface Transcribed {
  /** Phone of each frame. */
  readonly labels: Int32Array;
  /** What was said: the phones of each utterance, in order. */
  readonly transcriptions: readonly Int32Array[];
}

/**
 * Bigram, durations and priors of phones.
 *
 * The bigram is smoothed by that of Witten and Bell (1991, method C): P(b|a) = (c(ab) + T(a) P(b)) / (c(a) + T(a)), where
 * T(a) counts the different phones after a, and P(b) is the share of b with one added to every count. Durations are
 * geometric: a phone is left with (occurrences + 1) / (frames + 2), Laplace's rule. Priors have one added to every count.
 */
export function estimatePhoneModel({ labels, transcriptions }: Transcribed, phones: number): PhoneModel {
  const width = phones + 1;
  const pairs = new Float64Array(width * width);
  const frames = new Float64Array(phones);
  for (const label of labels) frames[label]!++;
  for (const transcription of transcriptions) {
    let before = phones;
    for (const phone of [...transcription, phones]) {
      pairs[before * width + phone]!++;
      before = phone;
    }
  }
  const column = (b: number) => Array.from({ length: width }, (_, a) => pairs[a * width + b]!);
  const occurrences = Float64Array.from({ length: width }, (_, b) => total(column(b)));
  const shares = occurrences.map((count) => (count + 1) / (total(occurrences) + width));
  const bigram = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    const row = pairs.subarray(a * width, (a + 1) * width);
    const different = row.filter((count) => count > 0).length;
    for (let b = 0; b < width; b++) {
      // After a phone that was never seen, anything may follow.
      const share = different === 0 ? shares[b]! : (row[b]! + different * shares[b]!) / (total(row) + different);
      bigram[a * width + b] = Math.log(share);
    }
  }
  const leaving = frames.map((count, phone) => (Math.min(occurrences[phone]!, count) + 1) / (count + 2));
  return {
    phones,
    priors: frames.map((count) => Math.log((count + 1) / (labels.length + phones))),
    stay: leaving.map((probability) => Math.log1p(-probability)),
    leave: leaving.map(Math.log),
    bigram,
  };
}

const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
