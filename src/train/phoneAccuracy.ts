import type { LoadedModel } from "../analyses/loadModel.ts";
import { logitRows, openLogits } from "../analyses/logits/index.ts";
import { fail, type Samples, throwIfCancelled } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import {
  type DecodingOptions,
  estimatePhoneModel,
  type FrameScore,
  type PhoneScore,
  type SpokenFrames,
  scoreFrames,
  scorePhones,
  tuneDecoding,
} from "../stats/index.ts";

export interface PhoneAccuracyOptions extends SessionOptions {
  /** Priors, durations and the bigram come from its labels and transcriptions. */
  readonly train: Samples;
  /** The bigram's weight and the insertion penalty are those of the best phone accuracy on these; default: `decoding`. */
  readonly validation?: Samples | undefined;
  readonly decoding?: DecodingOptions;
}

export interface PhoneAccuracy {
  /** Of the frames that belong to whole utterances. */
  readonly frames: FrameScore;
  readonly phones: PhoneScore;
  /** How utterances were decoded. */
  readonly decoding: Required<DecodingOptions>;
  /** Of the validation utterances that decided on it. */
  readonly validation?: { readonly frames: FrameScore; readonly phones: PhoneScore };
}

/**
 * Frame and phone accuracy of a network that names the phone of a frame: each utterance is decoded by Viterbi's algorithm
 * with a phone bigram, folded to 39 phones and aligned with what was said (Lee and Hon 1989; `scorePhones`).
 *
 * @param samples utterances in their order: of `timit`, not shuffled
 * @throws NetspectraError when samples have no utterances, or the network has other outputs than they have classes
 */
export async function phoneAccuracy(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: PhoneAccuracyOptions,
): Promise<PhoneAccuracy> {
  const { train, validation, decoding = {}, ...session } = options;
  const { utterances, classes, labels } = requireUtterances(train);
  const transcriptions = utterances.map((utterance) => utterance.classes);
  const phones = estimatePhoneModel({ labels, transcriptions }, classes.length);
  const heard = validation && (await spokenFrames(platform, model, validation, session));
  const tuned = heard && tuneDecoding(heard, phones, decoding);
  const spoken = await spokenFrames(platform, model, samples, session);
  const chosen = { priorScale: 1, languageWeight: 1, insertionPenalty: 0, ...decoding, ...tuned?.options };
  return {
    frames: scoreFrames(spoken),
    phones: scorePhones(spoken, phones, chosen),
    decoding: chosen,
    ...(heard && tuned && { validation: { frames: scoreFrames(heard), phones: tuned.score } }),
  };
}

/** The logits of all frames of whole utterances. */
async function spokenFrames(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  session: SessionOptions,
): Promise<SpokenFrames> {
  const { utterances, classes, labels } = requireUtterances(samples);
  const count = utterances.reduce((sum, { frames }) => sum + frames, 0);
  const logits = new Float32Array(count * classes.length);
  const { source, matched } = await openLogits(platform, model, { ...samples, count }, session);
  try {
    for await (const rows of logitRows(source, matched)) {
      throwIfCancelled(platform.signal, `the phones of ${samples.source}`);
      for (const { sample, logits: row } of rows) {
        if (row.length !== classes.length) {
          fail({
            subject: `${model.path}, output`,
            expected: `${classes.length} logits, one for each phone of ${samples.source}`,
            got: `${row.length}`,
          });
        }
        logits.set(row, sample * classes.length);
      }
    }
  } finally {
    await source.session.release();
  }
  return { logits, labels: labels.subarray(0, count), utterances, classes };
}

function requireUtterances({ source, split, utterances, classes, labels }: Samples) {
  if (utterances && classes && labels) return { utterances, classes, labels };
  return fail({
    subject: `${source}, ${split}`,
    expected: "whole utterances with their phones, in order",
    got: "samples without them",
    todo: "Take timit, without --shuffle, and with a --limit that leaves at least one utterance whole.",
  });
}
