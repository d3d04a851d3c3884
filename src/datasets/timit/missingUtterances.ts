import type { Split } from "../load/split.ts";
import type { FoundCorpus } from "./findUtterances.ts";
import {
  coreTestSpeakers,
  developmentSpeakers,
  sampleSpeakersOf,
  sampleTrainingSpeakers,
  sentencesEach,
  trainingSpeakers,
} from "./speakers.ts";

/** More than these are only counted. */
const mostNamed = 8;

/** What a split lacks, in words; undefined where it is whole. */
export function missingUtterances({ layout, splits }: FoundCorpus, split: Split): string | undefined {
  const sentences = new Map<string, number>();
  const withoutText: string[] = [];
  for (const { name, speaker, transcription } of splits[split]) {
    sentences.set(speaker, (sentences.get(speaker) ?? 0) + 1);
    if (transcription === undefined) withoutText.push(name);
  }
  const expected = expectedSpeakers(layout, split);
  const count = typeof expected === "number" ? expected : expected.size;
  const absent = typeof expected === "number" ? [] : [...expected].filter((speaker) => !sentences.has(speaker));
  const short = [...sentences].flatMap(([speaker, got]) =>
    got < sentencesEach ? [`${speaker} (${got} of ${sentencesEach})`] : [],
  );
  const words = [
    ...(sentences.size < count
      ? [`${count - sentences.size} of ${count} speakers${absent.length > 0 ? ` (${some(absent)})` : ""}`]
      : []),
    ...(short.length > 0 ? [`sentences of ${some(short)}`] : []),
    ...(withoutText.length > 0 ? [`transcriptions (.phn) of ${some(withoutText)}`] : []),
  ];
  return words.length > 0 ? `missing: ${words.join("; ")}` : undefined;
}

function expectedSpeakers(layout: FoundCorpus["layout"], split: Split): ReadonlySet<string> | number {
  if (split === "train") return layout === "corpus" ? trainingSpeakers : sampleTrainingSpeakers;
  if (layout === "sample") return sampleSpeakersOf(split);
  return split === "test" ? coreTestSpeakers : developmentSpeakers;
}

function some(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(", ")} and ${more} more` : names.join(", ");
}
