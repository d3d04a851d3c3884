import { parseTar } from "nanotar";
import { fail } from "../base/index.ts";

/**
 * The files of a tar archive (POSIX ustar and its extensions), by their path in it.
 *
 * @param file named in errors.
 * @throws NetspectraError when it is not a tar archive or is cut off.
 */
export function readTar(bytes: Uint8Array, file = "tar data"): Map<string, Uint8Array> {
  const magic = new TextDecoder().decode(bytes.subarray(257, 262));
  if (magic !== "ustar") {
    fail({ subject: file, expected: "a tar archive", got: bytes.length === 0 ? "an empty file" : "other bytes" });
  }
  try {
    // The parser reads the whole underlying buffer.
    const whole = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
    const entries = parseTar(whole).filter((entry) => entry.type === "file" && entry.data);
    return new Map(entries.map((entry) => [entry.name, entry.data!]));
  } catch (error) {
    return fail({
      subject: file,
      expected: "a whole tar archive",
      got: `one that is cut off or damaged (${error instanceof Error ? error.message : String(error)})`,
      todo: "Fetch or copy it again.",
    });
  }
}
