import { fail } from "../base/index.ts";
import type { Sound } from "./pcm.ts";
import { readSphere } from "./sphere.ts";
import { readWav } from "./wav.ts";

/**
 * A sound file by what it begins with: RIFF or NIST SPHERE (corpora call both `.wav`).
 *
 * @param file named in errors.
 * @throws NetspectraError for other files, other codings, and damage.
 */
export function readSound(bytes: Uint8Array, file = "sound"): Sound {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic === "RIFF") return readWav(bytes, file);
  if (magic === "NIST") return readSphere(bytes, file);
  return fail({
    subject: file,
    expected: 'a RIFF file ("RIFF") or a NIST SPHERE file ("NIST_1A")',
    got: bytes.length === 0 ? "an empty file" : `${bytes.length} bytes that begin with ${JSON.stringify(magic)}`,
    todo: "Check that this is the original file.",
  });
}
