import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileFault } from "./fileFault.ts";

/** A model that lies in a temporary folder with the files beside it, for ONNX Runtime to map into memory. */
export interface ModelFolder {
  /** The model's file. */
  readonly path: string;
  /** Remove it; while a session maps the files, some systems refuse, and it can be tried again. */
  remove(): Promise<void>;
}

/** Node writes at most 2³¹ − 1 bytes at once. */
const largestWrite = 2 ** 30;

/**
 * Put a model and its external data into a temporary folder ($TMPDIR).
 *
 * @throws NetspectraError when the disk has no room.
 */
export async function writeModelFolder(
  model: Uint8Array,
  externalData: ReadonlyMap<string, Uint8Array>,
): Promise<ModelFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), "netspectra-model-"));
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => undefined);
  try {
    for (const [name, bytes] of [["model.onnx", model] as const, ...externalData]) {
      await writePart(path.join(folder, name), bytes);
    }
  } catch (error) {
    await remove();
    return fileFault(folder, "room for the model's weights (in the folder that TMPDIR names)", error);
  }
  return { path: path.join(folder, "model.onnx"), remove };
}

async function writePart(name: string, bytes: Uint8Array): Promise<void> {
  const file = await open(name, "wx");
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at, Math.min(largestWrite, bytes.length - at));
      at += bytesWritten;
    }
  } finally {
    await file.close();
  }
}
