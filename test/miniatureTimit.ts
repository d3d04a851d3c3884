import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { random } from "../src/base/index.ts";

const rate = 16_000;
/** Phones that are said, each a tone of its own over some noise. */
export const spokenPhones = ["h#", "aa", "iy", "sh", "pcl", "q"];

export interface Layout {
  /** As the publisher has it, in capitals and with SPHERE headers, or as NLTK has it, in small letters and as RIFF. */
  readonly layout: "corpus" | "sample";
  /** Sentences of each speaker. */
  readonly sentences?: readonly string[];
  readonly byteOrder?: "01" | "10";
  /** Left out. */
  readonly without?: readonly string[];
}

const places = {
  corpus: [
    "TRAIN/DR1/FCJF0",
    "TRAIN/DR2/MARC0",
    "TEST/DR1/FAKS0",
    "TEST/DR1/MDAB0",
    // Neither in the core test set nor in the development set.
    "TEST/DR2/MABW0",
  ],
  sample: ["dr1-fvmh0", "dr1-mcpm0", "dr4-falr0", "dr2-faem0"],
};

/** Write a corpus of a few seconds of tones in the layout of TIMIT. The same speech, whatever the layout. */
export function writeMiniatureTimit(folder: string, options: Layout): void {
  const { layout, sentences = ["SA1", "SX9", "SI1000"], byteOrder = "01", without = [] } = options;
  for (const [s, speaker] of places[layout].entries()) {
    for (const [i, sentence] of sentences.entries()) {
      const at = path.join(folder, speaker);
      const name = layout === "corpus" ? sentence : sentence.toLowerCase();
      mkdirSync(at, { recursive: true });
      const { samples, segments } = speak(10 * s + i);
      const extension = layout === "corpus" ? { sound: "WAV", text: "PHN" } : { sound: "wav", text: "phn" };
      const put = (file: string, bytes: Uint8Array | string) => {
        if (!without.includes(`${speaker}/${file}`)) writeFileSync(path.join(at, file), bytes);
      };
      put(`${name}.${extension.sound}`, layout === "corpus" ? sphere(samples, byteOrder) : wav(samples));
      put(`${name}.${extension.text}`, segments.map((line) => `${line.join(" ")}\n`).join(""));
    }
  }
}

/** Some phones between silences, each 40 to 100 ms long. */
function speak(seed: number): { samples: Int16Array; segments: [number, number, string][] } {
  const { integer, normal } = random(seed, "miniature");
  const phones = ["h#", ...Array.from({ length: 6 }, () => spokenPhones[1 + integer(5)]!), "h#"];
  const segments: [number, number, string][] = [];
  const samples: number[] = [];
  for (const phone of phones) {
    const start = samples.length;
    const hertz = 400 * 2 ** (0.8 * spokenPhones.indexOf(phone));
    const loud = phone === "h#" ? 0 : 3000;
    const length = 640 + integer(960);
    for (let t = 0; t < length; t++) {
      samples.push(Math.round(loud * Math.sin((2 * Math.PI * hertz * t) / rate) + 100 * normal()));
    }
    segments.push([start, samples.length, phone]);
  }
  // Sound goes on after the transcription, as it does in the corpus.
  return { samples: Int16Array.from([...samples, ...Array<number>(50).fill(3)]), segments };
}

function pcm(samples: Int16Array, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => {
    if (littleEndian) bytes.writeInt16LE(sample, 2 * i);
    else bytes.writeInt16BE(sample, 2 * i);
  });
  return bytes;
}

function sphere(samples: Int16Array, byteOrder: "01" | "10"): Uint8Array {
  const fields = [
    "NIST_1A",
    "   1024",
    "database_id -s5 TIMIT",
    `sample_count -i ${samples.length}`,
    "sample_n_bytes -i 2",
    "channel_count -i 1",
    `sample_byte_format -s2 ${byteOrder}`,
    `sample_rate -i ${rate}`,
    "end_head\n",
  ];
  return Buffer.concat([Buffer.from(fields.join("\n").padEnd(1024)), pcm(samples, byteOrder === "01")]);
}

function wav(samples: Int16Array): Uint8Array {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + 2 * samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(2 * rate, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(2 * samples.length, 40);
  return Buffer.concat([head, pcm(samples, true)]);
}
