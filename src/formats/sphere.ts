import { fail } from "../base/index.ts";
import { readSamples, type Sound } from "./pcm.ts";

/** The header is text in a block whose size is its second line; 64 KiB is far more than any has. */
const longestHeader = 2 ** 16;

/**
 * A NIST SPHERE file with 16-bit linear PCM, in either byte order (NIST, "Speech file manipulation software 2.6",
 * header fields `sample_count`, `sample_rate`, `channel_count`, `sample_n_bytes`, `sample_byte_format`, `sample_coding`).
 *
 * @param file named in errors.
 * @throws NetspectraError for compressed and other codings, and for damaged files.
 */
export function readSphere(bytes: Uint8Array, file = "SPHERE data"): Sound {
  const text = String.fromCharCode(...bytes.subarray(0, longestHeader));
  const size = Number(/^NIST_1A\r?\n *(\d+) *\r?\n/.exec(text)?.[1] ?? Number.NaN);
  const header = text.slice(0, size);
  if (!(size <= bytes.length) || !/^end_head *\r?$/m.test(header)) {
    fail({
      subject: file,
      expected: "a SPHERE header: NIST_1A, its size, one field a line, end_head",
      got: `${bytes.length} bytes without a whole one`,
      todo: "The file is cut off or damaged: get it again.",
    });
  }
  const fields = readFields(header);
  checkCoding(fields.get("sample_coding") ?? "pcm", file);
  const count = (name: string, otherwise: number) => countOf(name, fields.get(name) ?? `${otherwise}`, file);
  const width = count("sample_n_bytes", 2);
  const channels = count("channel_count", 1);
  const order = fields.get("sample_byte_format") ?? "01";
  if (width !== 2 || (order !== "01" && order !== "10")) {
    fail({
      subject: file,
      expected: "samples of 2 bytes in the order 01 (low first) or 10 (high first)",
      got: `samples of ${width} bytes in the order ${order}`,
    });
  }
  const content = bytes.subarray(size);
  const length = 2 * channels * count("sample_count", Math.floor(content.length / 2 / channels));
  if (content.length < length) {
    fail({
      subject: file,
      expected: `${length} bytes of samples (${fields.get("sample_count")} of each channel)`,
      got: `${content.length}`,
      todo: "The file is cut off: get it again.",
    });
  }
  return { channels, rate: count("sample_rate", 0), samples: readSamples(content.subarray(0, length), order === "01") };
}

/** Lines `name -i 16000`, `name -s3 pcm` or `name -r 0.5`; those after a semicolon are comments. */
function readFields(header: string): ReadonlyMap<string, string> {
  const lines = header.split(/\r?\n/).slice(2);
  const end = lines.findIndex((line) => line.trim() === "end_head");
  const matches = lines.slice(0, end).map((line) => /^(\w+)\s+-(?:[ir]|s\d+)\s+(.*?)\s*$/.exec(line));
  return new Map(matches.flatMap((match) => (match ? [[match[1]!, match[2]!]] : [])));
}

function checkCoding(coding: string, file: string): void {
  if (coding === "pcm") return;
  fail({
    subject: file,
    expected: "samples that are coded as pcm",
    got: coding,
    todo: "Convert it first: `sph2pipe -f wav FILE NEW.wav` (Linguistic Data Consortium), or `sox FILE NEW.wav`.",
  });
}

function countOf(name: string, text: string, file: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 2 ** 31) return value;
  return fail({ subject: `${file}, field ${name}`, expected: "a whole number above 0", got: text });
}
