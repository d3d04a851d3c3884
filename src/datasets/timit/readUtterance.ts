import { fail } from "../../base/index.ts";
import { readPhn, readSound, type Segment } from "../../formats/index.ts";
import { frameCentre, frameSize, rate, speechFeatures, windowLength } from "../speech/speechFeatures.ts";
import { timitPhones } from "./phones.ts";

/** One utterance as frames. */
export interface UtteranceFrames {
  /** Frames × 123, not normalised. */
  readonly frames: Float64Array;
  /** The phone at the centre of each frame. */
  readonly labels: Int32Array;
  /** The phones that were said, in order. */
  readonly phones: Int32Array;
}

interface NamedBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const numberOf: ReadonlyMap<string, number> = new Map(timitPhones.map((phone, i) => [phone, i]));

/**
 * Features and phones of one utterance. A frame after the transcription's end (TIMIT's sound goes on for some
 * milliseconds) has its last phone.
 *
 * @throws NetspectraError naming the file that is damaged, of another rate, too short, or has an unknown phone.
 */
export function readUtterance(sound: NamedBytes, transcription: NamedBytes): UtteranceFrames {
  const { samples, rate: given, channels } = readSound(sound.bytes, sound.path);
  if (given !== rate || channels !== 1 || samples.length < windowLength) {
    fail({
      subject: sound.path,
      expected: `one channel of ${rate} Hz and at least ${windowLength} samples`,
      got: `${channels} of ${given} Hz, ${samples.length} samples`,
      todo: "TIMIT is given out at 16 kHz: get the original files.",
    });
  }
  const segments = readPhn(transcription.bytes, transcription.path);
  const phones = Int32Array.from(segments, ({ label }) => numberOf.get(label.toLowerCase()) ?? -1);
  const unknown = phones.indexOf(-1);
  if (unknown >= 0) {
    fail({
      subject: `${transcription.path}, segment ${unknown + 1}`,
      expected: `one of TIMIT's phones: ${timitPhones.join(" ")}`,
      got: `"${segments[unknown]!.label}"`,
    });
  }
  const frames = speechFeatures(samples);
  return { frames, labels: labelFrames(segments, phones, frames.length / frameSize), phones };
}

function labelFrames(segments: readonly Segment[], phones: Int32Array, count: number): Int32Array {
  const labels = new Int32Array(count);
  let s = 0;
  for (let t = 0; t < count; t++) {
    while (s + 1 < segments.length && segments[s + 1]!.start <= frameCentre(t)) s++;
    labels[t] = phones[s]!;
  }
  return labels;
}
