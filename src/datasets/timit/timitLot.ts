import { fail, throwIfCancelled, type Utterance } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Lot } from "../load/lot.ts";
import type { Split } from "../load/split.ts";
import { frameCount, frameSize } from "../speech/speechFeatures.ts";
import { type FoundCorpus, type FoundUtterance, findUtterances } from "./findUtterances.ts";
import { missingUtterances } from "./missingUtterances.ts";
import { createMoments, type Normalisation, normalise } from "./normalisation.ts";
import { timitPhones } from "./phones.ts";
import { readUtterance, type UtteranceFrames } from "./readUtterance.ts";

/** Frames on each side of the one whose phone is asked for: 15 in all. */
const side = 7;

/** The shape of one sample: 15 frames of 123 numbers. */
export const sampleShape: readonly number[] = [(2 * side + 1) * frameSize];

export const sampleNote =
  "the 160 utterances that come with NLTK, not the corpus: 12 speakers for training, falr0 and madd0 for validation, faem0 and mbgt0 for testing";

/** Normalisations by the training utterances that they come from: several splits of one corpus share one. */
const known = new WeakMap<Platform, Map<string, Promise<Normalisation>>>();

/**
 * The frames of one split, normalised to mean 0 and variance 1 of each of the 123 coefficients over the training frames.
 *
 * @throws NetspectraError when nothing of the split is there, or of the training speakers; and for damaged files.
 */
export async function timitLot(platform: Platform, folder: string, split: Split): Promise<Lot> {
  const found = await findUtterances(platform.files, folder);
  const utterances = transcribed(found, folder, split);
  const upperBound = utterances.reduce((sum, { bytes }) => sum + frameCount(bytes / 2), 0);
  const data = new Float32Array(frameSize * upperBound);
  const labels = new Int32Array(upperBound);
  const moments = createMoments(frameSize);
  const read: Utterance[] = [];
  let count = 0;
  for await (const { name, frames, labels: own, phones } of readAll(platform, utterances, split)) {
    data.set(frames, count * frameSize);
    labels.set(own, count);
    if (split === "train") moments.add(frames);
    read.push({ name, frames: own.length, classes: phones });
    count += own.length;
  }
  const frames = data.subarray(0, count * frameSize);
  const training = split === "train" ? utterances : transcribed(found, folder, "train");
  const compute = async () => (split === "train" ? moments.finish() : await trainingNormalisation(platform, training));
  normalise(frames, await remembered(platform, training, compute));
  const labelsOf = (rows: Uint32Array) => Int32Array.from(rows, (row) => labels[row]!);
  return {
    count,
    shape: sampleShape,
    classes: timitPhones,
    notes: notesOn(found, split),
    labels: labelsOf,
    pick: async (rows) => ({
      data: frames,
      labels: labelsOf(rows),
      utterances: wholeUtterances(read, rows),
      context: { frameSize, side, lengths: read.map(({ frames: length }) => length), rows },
    }),
  };
}

interface Transcribed extends FoundUtterance {
  readonly transcription: string;
}

/** Those with a transcription. @throws NetspectraError where there is none, saying what is missing */
function transcribed(found: FoundCorpus | undefined, folder: string, split: Split): readonly Transcribed[] {
  const utterances = found?.splits[split].filter((one): one is Transcribed => one.transcription !== undefined) ?? [];
  if (utterances.length > 0) return utterances;
  return fail({
    subject: `data set timit, ${split}`,
    expected: `utterances (.wav and .phn) of ${split} speakers in ${folder}`,
    got: `none (${(found && missingUtterances(found, split)) ?? "nothing of TIMIT"})`,
    todo: "Copy the folders TRAIN and TEST whole, with the .PHN files.",
  });
}

function notesOn(found: FoundCorpus | undefined, split: Split): readonly string[] {
  const missing = found && missingUtterances(found, split);
  return [
    ...(found?.layout === "sample" ? [sampleNote] : []),
    ...(missing ? [`the ${split} utterances are not complete; ${missing}`] : []),
  ];
}

async function* readAll(
  platform: Platform,
  utterances: readonly Transcribed[],
  what: string,
): AsyncGenerator<UtteranceFrames & { name: string }> {
  const { files, reporter, signal } = platform;
  const progress = reporter.progress(`TIMIT, ${what}`, utterances.length, "utterances");
  for (const [i, { name, sound, transcription }] of utterances.entries()) {
    throwIfCancelled(signal, `reading ${sound}`);
    yield {
      name,
      ...readUtterance(
        { path: sound, bytes: await files.read(sound) },
        { path: transcription, bytes: await files.read(transcription) },
      ),
    };
    progress.update(i + 1);
  }
  progress.finish();
}

async function trainingNormalisation(platform: Platform, utterances: readonly Transcribed[]): Promise<Normalisation> {
  const moments = createMoments(frameSize);
  for await (const { frames } of readAll(platform, utterances, "normalisation")) moments.add(frames);
  return moments.finish();
}

function remembered(
  platform: Platform,
  training: readonly Transcribed[],
  compute: () => Promise<Normalisation>,
): Promise<Normalisation> {
  const all = known.get(platform) ?? new Map<string, Promise<Normalisation>>();
  known.set(platform, all);
  const key = JSON.stringify(training.map(({ sound, bytes }) => [sound, bytes]));
  const normalisation = all.get(key) ?? compute();
  all.set(key, normalisation);
  normalisation.catch(() => all.delete(key));
  return normalisation;
}

/** Utterances whose frames are all picked, in order and from the first on; undefined where frames were shuffled. */
function wholeUtterances(all: readonly Utterance[], rows: Uint32Array): readonly Utterance[] | undefined {
  if (rows.some((row, i) => row !== i)) return undefined;
  let end = 0;
  return all.filter(({ frames }) => {
    end += frames;
    return end <= rows.length;
  });
}
