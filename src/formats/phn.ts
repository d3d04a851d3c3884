import { fail } from "../base/index.ts";

/** A stretch of sound and what is said in it. */
export interface Segment {
  /** Number of its first sample. */
  readonly start: number;
  /** Number of the sample after its last. */
  readonly end: number;
  readonly label: string;
}

/**
 * A time-aligned transcription of the TIMIT corpus (`.phn`, `.wrd`): lines "start end label", in samples and in order.
 *
 * @param file named in errors.
 * @throws NetspectraError naming the line that is none.
 */
export function readPhn(bytes: Uint8Array, file = "transcription"): readonly Segment[] {
  const segments: Segment[] = [];
  for (const [i, line] of new TextDecoder().decode(bytes).split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const match = /^\s*(\d{1,12})\s+(\d{1,12})\s+(\S+)\s*$/.exec(line);
    const [start, end] = [Number(match?.[1]), Number(match?.[2])];
    if (!match || end <= start || start < (segments.at(-1)?.end ?? 0)) {
      fail({
        subject: `${file}, line ${i + 1}`,
        expected: `"start end label" in samples, with start < end and start ≥ ${segments.at(-1)?.end ?? 0}`,
        got: JSON.stringify(line.slice(0, 60)),
      });
    }
    segments.push({ start, end, label: match[3]! });
  }
  if (segments.length === 0) fail({ subject: file, expected: 'lines "start end label"', got: "none" });
  return segments;
}
