import { fail, NetspectraError } from "../base/index.ts";

/** True where the bytes begin like a gzip member (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file, or the bytes themselves where they are not gzip.
 *
 * The platform's own inflater is used: it checks the CRC, and memory grows with what is really there, not with the size
 * that the trailer claims.
 *
 * @param limit largest content in bytes; more is an error (a forged file must not fill the memory).
 * @throws NetspectraError naming `file` when the data is cut off, damaged or too large.
 */
export async function gunzip(bytes: Uint8Array, file = "gzip data", limit = 8 * 2 ** 30): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of inflated(bytes)) {
      size += chunk.length;
      if (size > limit) {
        fail({ subject: file, expected: `at most ${limit} bytes when decompressed`, got: "more" });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof NetspectraError) throw error;
    fail({
      subject: file,
      expected: "a complete gzip file",
      got: `one that is cut off or damaged (${error instanceof Error ? error.message : String(error)})`,
      todo: "Fetch or copy the file again.",
    });
  }
  return joined(chunks, size);
}

/** A gzip file with these contents. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamed(bytes).pipeThrough(new CompressionStream("gzip"))) chunks.push(chunk);
  return joined(
    chunks,
    chunks.reduce((size, chunk) => size + chunk.length, 0),
  );
}

function inflated(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return streamed(bytes).pipeThrough(new DecompressionStream("gzip"));
}

/** Pieces of a megabyte: one huge chunk would be inflated in a single uninterrupted call. */
function streamed(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  const piece = 2 ** 20;
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + piece) as Uint8Array<ArrayBuffer>);
      at += piece;
    },
  });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
