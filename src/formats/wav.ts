import { fail } from "../base/index.ts";
import { readSamples, type Sound } from "./pcm.ts";

/** Codes of the format chunk (Microsoft, "Multiple channel audio data and WAVE files"). */
const pcm = 1;
const extensible = 0xfffe;

interface Chunk {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * A RIFF WAVE file with 16-bit linear PCM (IBM and Microsoft 1991, "Multimedia Programming Interface and Data
 * Specifications 1.0"). Chunks other than `fmt ` and `data` are passed over.
 *
 * @param file named in errors.
 * @throws NetspectraError for other codings and damaged files.
 */
export function readWav(bytes: Uint8Array, file = "WAV data"): Sound {
  if (textAt(bytes, 0) !== "RIFF" || textAt(bytes, 8) !== "WAVE") {
    fail({ subject: file, expected: 'a RIFF WAVE file ("RIFF", four bytes, "WAVE")', got: "another beginning" });
  }
  let format: Omit<Sound, "samples"> | undefined;
  for (const { name, content } of chunksOf(bytes, file)) {
    if (name === "fmt ") format = readFormat(content, file);
    if (name !== "data") continue;
    if (!format) return fail({ subject: file, expected: "a format chunk before the samples", got: "none" });
    const frame = 2 * format.channels;
    if (content.length % frame !== 0) {
      fail({ subject: file, expected: `whole frames of ${frame} bytes`, got: `${content.length} bytes of samples` });
    }
    return { ...format, samples: readSamples(content, true) };
  }
  return fail({ subject: file, expected: 'a "data" chunk', got: "none", todo: "The file may be cut off." });
}

/** Chunks of even length one after another. */
function* chunksOf(bytes: Uint8Array, file: string): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = textAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) {
      fail({
        subject: `${file}, chunk ${JSON.stringify(name)}`,
        expected: `${length} bytes`,
        got: `${content.length}`,
        todo: "The file is cut off or damaged: get it again.",
      });
    }
    yield { name, content };
    at += 8 + length + (length % 2);
  }
}

function readFormat(content: Uint8Array, file: string): Omit<Sound, "samples"> {
  if (content.length < 16) {
    fail({ subject: `${file}, format chunk`, expected: "at least 16 bytes", got: `${content.length}` });
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const given = view.getUint16(0, true);
  // The extensible form keeps the code in the first two bytes of an identifier.
  const code = given === extensible && content.length >= 26 ? view.getUint16(24, true) : given;
  const [channels, rate, bits] = [view.getUint16(2, true), view.getUint32(4, true), view.getUint16(14, true)];
  if (code !== pcm || bits !== 16 || channels === 0 || rate === 0) {
    fail({
      subject: file,
      expected: "16-bit linear PCM (code 1), at least one channel, a positive rate",
      got: `code ${code}, ${bits} bits, ${channels} channels, ${rate} Hz`,
      todo: "Convert it with `sox FILE -e signed-integer -b 16 NEW.wav`.",
    });
  }
  return { channels, rate };
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
