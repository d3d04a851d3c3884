import fc from "fast-check";
import { expect, test } from "vitest";
import { readPhn, readSound, readSphere, readWav, type Sound } from "./index.ts";

const ascii = (text: string) => new TextEncoder().encode(text);
const concat = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const little = (value: number, bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => value >>> (8 * i));

function pcmBytes(samples: Int16Array, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((sample, i) => {
    view.setInt16(2 * i, sample, littleEndian);
  });
  return new Uint8Array(view.buffer);
}

interface Wav {
  code?: number;
  bits?: number;
  before?: readonly Uint8Array[];
}

const chunk = (name: string, content: Uint8Array) =>
  concat(ascii(name), little(content.length, 4), content, new Uint8Array(content.length % 2));

function wav({ rate, channels, samples }: Sound, { code = 1, bits = 16, before = [] }: Wav = {}): Uint8Array {
  const plain = concat(little(Math.min(code, 0xfffe), 2), little(channels, 2), little(rate, 4), new Uint8Array(6));
  const format = concat(
    plain,
    little(bits, 2),
    code === 0xfffe ? concat(new Uint8Array(8), little(1, 16)) : little(0, 0),
  );
  const body = concat(ascii("WAVE"), ...before, chunk("fmt ", format), chunk("data", pcmBytes(samples, true)));
  return concat(ascii("RIFF"), little(body.length, 4), body);
}

function sphere({ rate, channels, samples }: Sound, order: string, fields = ""): Uint8Array {
  const header = `NIST_1A\n   1024\nchannel_count -i ${channels}\nsample_count -i ${samples.length / channels}\nsample_rate -i ${rate}\nsample_n_bytes -i 2\nsample_byte_format -s2 ${order}\n; a comment\n${fields}end_head\n`;
  return concat(ascii(header.padEnd(1024)), pcmBytes(samples, order === "01"));
}

const sounds = fc
  .record({
    rate: fc.integer({ min: 1, max: 48_000 }),
    channels: fc.integer({ min: 1, max: 3 }),
    frames: fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 40 }),
  })
  .map(({ rate, channels, frames }): Sound => {
    return { rate, channels, samples: Int16Array.from(frames.flatMap((v) => Array(channels).fill(v))) };
  });

test("RIFF and SPHERE, in both byte orders, give back the samples that were written", () => {
  fc.assert(
    fc.property(sounds, (sound) => {
      const odd = chunk("LIST", Uint8Array.of(1, 2, 3));
      for (const file of [wav(sound), wav(sound, { before: [odd, odd] }), wav(sound, { code: 0xfffe })]) {
        expect(readSound(file)).toEqual(sound);
      }
      for (const order of ["01", "10"]) expect(readSound(sphere(sound, order))).toEqual(sound);
    }),
    { numRuns: 50 },
  );
});

test("a file that is cut off anywhere is told from a whole one", () => {
  const sound: Sound = { rate: 16_000, channels: 1, samples: Int16Array.of(1, -2, 3, -4) };
  for (const file of [wav(sound), sphere(sound, "10")]) {
    for (let length = 0; length < file.length; length++) {
      expect(() => readSound(file.slice(0, length), "f.wav"), `${length} bytes`).toThrow(/^f\.wav/);
    }
  }
});

const one: Sound = { rate: 16_000, channels: 1, samples: Int16Array.of(7) };
test.each<[string, () => unknown, RegExp]>([
  ["another file", () => readSound(ascii("fLaC"), "f"), /^f: expected a RIFF file.*"fLaC"/],
  ["eight bits", () => readWav(wav(one, { bits: 8 }), "f"), /^f.*16-bit.*8 bits.*sox/],
  ["µ-law", () => readWav(wav(one, { code: 7 }), "f"), /^f.*code 7/],
  ["half a frame", () => readWav(wav({ ...one, channels: 2 }), "f"), /^f.*whole frames of 4 bytes/],
  ["shorten", () => readSphere(sphere(one, "01", "sample_coding -s26 pcm,embedded-shorten-v2.00\n"), "f"), /sph2pipe/],
  ["another byte order", () => readSphere(sphere(one, "00"), "f"), /order 00/],
  ["no rate", () => readSphere(sphere({ ...one, rate: 0 }, "01"), "f"), /^f, field sample_rate/],
  ["a huge count", () => readSphere(sphere(one, "01", "sample_count -i 99\n"), "f"), /^f.*198 bytes.*got 2\./],
])("%s is refused", (_, read, message) => {
  expect(read).toThrow(message);
});

test("transcriptions: what is written is read; other lines are named", () => {
  expect(readPhn(ascii("0 10 h#\r\n10 30 sh\n\n"))).toEqual([
    { start: 0, end: 10, label: "h#" },
    { start: 10, end: 30, label: "sh" },
  ]);
  for (const bad of ["0 10", "0 x aa", "10 10 aa", "0 5 aa\n4 9 b", "-1 3 aa", "0 1 a b"]) {
    expect(() => readPhn(ascii(`${bad}\n`), "f.phn"), bad).toThrow(/^f\.phn, line [12]: /);
  }
  expect(() => readPhn(ascii("\n"), "f.phn")).toThrow(/^f\.phn.*none/);
});
