import type { Split } from "../load/split.ts";

/** Speakers in the folder TRAIN. */
export const trainingSpeakers = 462;

/** Sentences of a speaker that count: five SX and three SI, without the two SA that all speakers read. */
export const sentencesEach = 8;

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** The 24 speakers of the core test set (`testset.doc` of the corpus, table 1). */
export const coreTestSpeakers = names(`
  mdab0 mwbt0 felc0 mtas1 mwew0 fpas0 mjmp0 mlnt0 fpkt0 mlll0 mtls0 fjlm0
  mbpm0 mklt0 fnlp0 mcmj0 mjdh0 fmgd0 mgrt0 mnjm0 fdhc0 mjln0 mpam0 fmld0`);

/** Fifty other speakers of the folder TEST: the development set of Halberstadt (1998), which Kaldi uses too. */
export const developmentSpeakers = names(`
  faks0 fdac1 fjem0 mgwt0 mjar0 mmdb1 mmdm2 mpdf0 fcmh0 fkms0 mbdg0 mbwm0 mcsh0 fadg0 fdms0 fedw0 mgjf0
  mglb0 mrtk0 mtaa0 mtdt0 mthc0 mwjg0 fnmr0 frew0 fsem0 mbns0 mmjr0 mdls0 mdlf0 mdvc0 mers0 fmah0 fdrw0
  mrcs0 mrjm4 fcal1 mmwh0 fjsj0 majc0 mjsw0 mreb0 fgjd0 fjmg0 mroa0 mteb0 mjfc0 mrjr0 fmml0 mrws1`);

/**
 * Where the 16 speakers of NLTK's sample go, who are all from the folder TRAIN: a woman and a man each for validation
 * and for testing, from four dialect regions of which the other speaker is trained on. Chosen before any was listened to.
 */
const sampleSpeakers: ReadonlyMap<string, Split> = new Map([
  ["falr0", "validation"],
  ["madd0", "validation"],
  ["faem0", "test"],
  ["mbgt0", "test"],
]);

/** Training speakers of NLTK's sample. */
export const sampleTrainingSpeakers = 12;

/** The split that a speaker of NLTK's sample belongs to. */
export const sampleSplitOf = (speaker: string): Split => sampleSpeakers.get(speaker) ?? "train";

/** The split that a speaker of the corpus belongs to; 94 of the folder TEST belong to none. */
export function corpusSplitOf(folder: "train" | "test", speaker: string): Split | undefined {
  if (folder === "train") return "train";
  if (coreTestSpeakers.has(speaker)) return "test";
  return developmentSpeakers.has(speaker) ? "validation" : undefined;
}

/** Speakers of NLTK's sample in the splits that are named. */
export const sampleSpeakersOf = (split: Split): ReadonlySet<string> =>
  new Set([...sampleSpeakers].flatMap(([speaker, its]) => (its === split ? [speaker] : [])));
