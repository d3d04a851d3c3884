import type { Files } from "../../platform/index.ts";
import type { Split } from "../load/split.ts";
import { corpusSplitOf, sampleSplitOf } from "./speakers.ts";

/** A sentence read by one speaker: its sound and its transcription. */
export interface FoundUtterance {
  /** "dr1-fvmh0/sx206", whatever the layout. */
  readonly name: string;
  readonly speaker: string;
  readonly sound: string;
  /** Size of the sound file. */
  readonly bytes: number;
  /** Undefined where there is none. */
  readonly transcription: string | undefined;
}

export interface FoundCorpus {
  /** The corpus as its publisher lays it out, or the sample that comes with NLTK. */
  readonly layout: "corpus" | "sample";
  readonly splits: Readonly<Record<Split, readonly FoundUtterance[]>>;
}

/** TRAIN/DR1/FCJF0/SX127.WAV, and dr1-fvmh0/sx206.wav; some copies keep a RIFF file as SX127.WAV.wav. SA is left out. */
const corpusPath = /(?:^|\/)(train|test)\/(dr[1-8])\/([fm][a-z]{3}\d)\/(s[ix]\d+)$/;
const samplePath = /(?:^|\/)(dr[1-8])-([fm][a-z]{3}\d)\/(s[ix]\d+)$/;
const soundName = /^(s[ix]\d+)(?:\.wav)?\.(?:wav|sph)$/;

/** Folders above a sentence are at most these: timit/train/dr1/fcjf0, with one or two more around them. */
const deepest = 6;

/** The utterances in a folder tree, in the order of their names; undefined where there are none. */
export async function findUtterances(files: Files, folder: string): Promise<FoundCorpus | undefined> {
  const corpus: Record<Split, FoundUtterance[]> = { train: [], validation: [], test: [] };
  const sample: Record<Split, FoundUtterance[]> = { train: [], validation: [], test: [] };
  let isCorpus = false;
  let isSample = false;

  function sort(path: string, place: Pick<FoundUtterance, "sound" | "bytes" | "transcription">): void {
    const inCorpus = corpusPath.exec(path);
    if (inCorpus) {
      const [, part, region, speaker, sentence] = inCorpus as unknown as [
        string,
        "train" | "test",
        string,
        string,
        string,
      ];
      isCorpus = true;
      const split = corpusSplitOf(part, speaker);
      if (split) corpus[split].push({ name: `${region}-${speaker}/${sentence}`, speaker, ...place });
    }
    const inSample = samplePath.exec(path);
    if (inSample) {
      const [, region, speaker, sentence] = inSample as unknown as [string, string, string, string];
      isSample = true;
      sample[sampleSplitOf(speaker)].push({ name: `${region}-${speaker}/${sentence}`, speaker, ...place });
    }
  }

  async function walk(at: string, path: string, depth: number): Promise<void> {
    const entries = (await files.list(at)) ?? [];
    const named = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
    const seen = new Set<string>();
    for (const [name, entry] of named) {
      const place = files.join(at, entry.name);
      if (entry.kind === "folder" && depth < deepest) await walk(place, `${path}${name}/`, depth + 1);
      const sentence = entry.kind === "file" ? soundName.exec(name)?.[1] : undefined;
      if (sentence === undefined || seen.has(sentence)) continue;
      seen.add(sentence);
      const transcription = named.get(`${sentence}.phn`);
      sort(`${path}${sentence}`, {
        sound: place,
        bytes: entry.bytes,
        transcription: transcription && files.join(at, transcription.name),
      });
    }
  }

  await walk(folder, "", 0);
  if (isCorpus) return { layout: "corpus", splits: corpus };
  return isSample ? { layout: "sample", splits: sample } : undefined;
}
