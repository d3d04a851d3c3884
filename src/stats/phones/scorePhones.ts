import { type AlignmentCounts, alignSequences } from "./alignSequences.ts";
import { type DecodingOptions, decodePhones } from "./decodePhones.ts";
import { foldPhones } from "./foldPhones.ts";
import type { PhoneModel } from "./phoneModel.ts";

/** Utterances, one after another. */
export interface SpokenFrames {
  /** Frames × classes. */
  readonly logits: Float32Array;
  /** Class of each frame. */
  readonly labels: Int32Array;
  readonly utterances: readonly { readonly frames: number; readonly classes: Int32Array }[];
  /** Names of the classes. */
  readonly classes: readonly string[];
}

export interface PhoneScore extends AlignmentCounts {
  /** (N − S − D − I) / N, which may be negative. */
  readonly accuracy: number;
  /** (N − S − D) / N. */
  readonly correct: number;
  readonly utterances: number;
}

/**
 * Phone accuracy: utterances are decoded, what is recognised and what was said are folded to 39 phones, glottal stops are
 * left out of both, and the two are aligned (Lee and Hon 1989). Equal phones that come to stand side by side (two
 * closures, say) remain two.
 */
export function scorePhones(
  { logits, utterances, classes }: Omit<SpokenFrames, "labels">,
  model: PhoneModel,
  options: DecodingOptions = {},
): PhoneScore {
  const { numbers } = foldPhones(classes);
  const fold = (phones: Iterable<number>) =>
    Array.from(phones, (phone) => numbers[phone]!).filter((phone) => phone >= 0);
  const sum = { count: 0, substitutions: 0, deletions: 0, insertions: 0 };
  let at = 0;
  for (const { frames, classes: said } of utterances) {
    const end = at + frames * classes.length;
    const counts = alignSequences(fold(said), fold(decodePhones(logits.subarray(at, end), model, options)));
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key];
    at = end;
  }
  const correct = sum.count - sum.substitutions - sum.deletions;
  return {
    accuracy: (correct - sum.insertions) / sum.count,
    correct: correct / sum.count,
    ...sum,
    utterances: utterances.length,
  };
}

export interface FrameScore {
  /** Share of frames whose largest logit is their class. */
  readonly accuracy: number;
  /** The same with classes folded to 39 phones; frames of glottal stops are left out. */
  readonly folded: number;
  readonly frames: number;
}

/** Frame accuracy. */
export function scoreFrames({ logits, labels, classes }: Omit<SpokenFrames, "utterances">): FrameScore {
  const { numbers } = foldPhones(classes);
  const k = classes.length;
  let [right, rightFolded, scored] = [0, 0, 0];
  labels.forEach((label, i) => {
    let best = 0;
    for (let j = 1; j < k; j++) if (logits[i * k + j]! > logits[i * k + best]!) best = j;
    if (best === label) right++;
    if (numbers[label]! < 0) return;
    scored++;
    if (numbers[best] === numbers[label]) rightFolded++;
  });
  return { accuracy: right / labels.length, folded: rightFolded / scored, frames: labels.length };
}
