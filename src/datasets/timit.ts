import { defineDataset } from "./define/defineDataset.ts";
import { findUtterances } from "./timit/findUtterances.ts";
import { missingUtterances } from "./timit/missingUtterances.ts";
import { timitPhones } from "./timit/phones.ts";
import { sampleNote, sampleShape, timitLot } from "./timit/timitLot.ts";

/**
 * Read American English, each frame with the phone that is said. A sample is 15 frames of 123 numbers: 40 log mel
 * filterbank coefficients and energy with first and second differences. The SA sentences, which all speakers read, are
 * left out. Counts are those of the corpus: 462 training, 50 validation and 24 core test speakers.
 */
export const timit = defineDataset({
  kind: "corpus",
  name: "timit",
  title: "phones of read speech, 15 frames × 123 numbers, 462 + 24 speakers (the user supplies it)",
  citation:
    "Garofolo, Lamel, Fisher, Fiscus, Pallett, Dahlgren, Zue 1993, TIMIT acoustic-phonetic continuous speech corpus, Linguistic Data Consortium",
  licence: "Linguistic Data Consortium, LDC93S1; the sample that comes with NLTK is CC BY-NC-SA",
  example: { shape: sampleShape, classes: timitPhones },
  count: { train: 1_124_823, test: 57_919 },
  validation: 122_487,
  obtain:
    "The corpus is licensed: see https://catalog.ldc.upenn.edu/LDC93S1. A sample of 160 utterances comes with NLTK (https://www.nltk.org/data.html, package timit).",
  async survey(files, folder) {
    const found = await findUtterances(files, folder);
    if (!found) return undefined;
    const missing = (["train", "validation", "test"] as const).flatMap((split) => {
      const words = missingUtterances(found, split);
      return words === undefined ? [] : [`${split}, ${words}`];
    });
    const notes = [...(found.layout === "sample" ? [sampleNote] : []), ...missing];
    return { complete: missing.length === 0, note: notes.length > 0 ? notes.join("; ") : undefined };
  },
  open: timitLot,
});
