import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";
import { fail, NetspectraError, type Tensor } from "../base/index.ts";
import { elementBytes } from "./elements.ts";
import { npyContentBytes, npyHeader, readNpy } from "./npy.ts";

/** Deflate cannot shrink by more than this (zlib's technical notes); a larger claim is forged. */
const largestRatio = 1032;
/** From here on the size does not fit the 32 bits of a plain zip entry; some room is left for the header. */
const needsZip64 = 2 ** 32 - 2 ** 20;

/**
 * The arrays of a `.npz` file by name, stored or deflated, zip64 too; CRCs are checked.
 *
 * @param file named in errors.
 * @param only read these arrays alone (default: all).
 * @throws NetspectraError when the archive or one of its arrays is damaged.
 */
export async function readNpz(
  bytes: Uint8Array,
  file = "npz data",
  only?: readonly string[],
): Promise<Map<string, Tensor>> {
  const arrays = new Map<string, Tensor>();
  try {
    const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
    for (const entry of await reader.getEntries()) {
      const name = entry.filename.replace(/\.npy$/, "");
      if (entry.directory || (only && !only.includes(name))) continue;
      if (entry.uncompressedSize > entry.compressedSize * largestRatio + 1024) {
        fail({
          subject: `${file}, array "${name}"`,
          expected: "an honest size",
          got: `${entry.uncompressedSize} bytes`,
        });
      }
      const content = await entry.getData(new Uint8ArrayWriter());
      arrays.set(name, readNpy(content, `${file}, array "${name}"`));
    }
  } catch (error) {
    if (error instanceof NetspectraError) throw error;
    fail({
      subject: file,
      expected: "a .npz archive (a zip file of .npy arrays)",
      got: bytes.length === 0 ? "an empty file" : `damaged or other bytes (${message(error)})`,
      todo: "Write it again with numpy.savez, or copy it again.",
    });
  }
  return arrays;
}

/** A `.npz` file that is written array by array, and each array piece by piece. */
export interface NpzWriter {
  /**
   * Add one array. `chunks` are the row-major elements in order.
   *
   * @throws NetspectraError when the chunks do not add up to `shape`.
   */
  add(name: string, type: Tensor["type"], shape: readonly number[], chunks: Chunks): Promise<void>;
  /** Write the directory at the end. Without it the file is not a `.npz`. */
  close(): Promise<void>;
}

export type Chunk = Exclude<Tensor["data"], string[]>;
export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>;

/**
 * Start a `.npz` file whose bytes go to `write`, in order. Arrays are stored, not deflated (as numpy.savez does); an array
 * of 4 GiB or more gets zip64 fields, so that nothing is cut off silently.
 */
export function createNpz(write: (bytes: Uint8Array) => Promise<void> | void): NpzWriter {
  const zip = new ZipWriter(new WritableStream<Uint8Array>({ write }), {
    level: 0,
    useWebWorkers: false,
    extendedTimestamp: false,
    // A fixed date: the same arrays give the same bytes.
    lastModDate: new Date(1980, 0, 1),
  });
  return {
    async add(name, type, shape, chunks) {
      const bytes = npyContentBytes(type, shape);
      const header = npyHeader(type, shape);
      const content = counted(name, header, bytes, chunks);
      const readable = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value, done } = await content.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
      });
      await zip.add(`${name}.npy`, readable, { zip64: bytes >= needsZip64 });
    },
    async close() {
      await zip.close();
    },
  };
}

/**
 * A `.npz` file of these arrays, in their order.
 *
 * @throws NetspectraError for element types that NumPy does not have.
 */
export async function writeNpz(
  arrays: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const npz = createNpz((bytes) => {
    parts.push(bytes.slice());
  });
  const entries = arrays instanceof Map ? arrays.entries() : Object.entries(arrays as Record<string, Tensor>);
  for (const [name, { type, shape, data }] of entries) await npz.add(name, type, shape, [data as Chunk]);
  await npz.close();
  const file = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

async function* counted(
  name: string,
  header: Uint8Array,
  expected: number,
  chunks: Chunks,
): AsyncGenerator<Uint8Array> {
  yield header;
  let got = 0;
  for await (const chunk of chunks) {
    const bytes = elementBytes(chunk);
    got += bytes.length;
    if (got <= expected) yield bytes;
  }
  if (got !== expected) {
    fail({ subject: `array "${name}" of a .npz file`, expected: `${expected} bytes of elements`, got: `${got}` });
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
