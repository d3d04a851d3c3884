import { externalLocations, type Model, readModel } from "../graph/index.ts";
import type { Platform } from "../platform/index.ts";

/** A model as its file holds it. */
export interface ModelFile {
  /** Where it came from, as the user wrote it. */
  readonly path: string;
  readonly sha256: string;
  readonly model: Model;
}

/**
 * Read a model from an ONNX file, with the weights that lie in files beside it, or from its bytes.
 *
 * @param name what to call a model that comes as bytes
 * @throws NetspectraError for files that are no sound ONNX model
 */
export async function readModelFile(
  platform: Platform,
  source: string | Uint8Array,
  name = "model",
): Promise<ModelFile> {
  const path = typeof source === "string" ? source : name;
  const bytes = typeof source === "string" ? await platform.files.read(source) : source;
  const model = readModel(bytes, { source: path, externalData: await readExternalData(platform, source, bytes) });
  return { path, sha256: await platform.sha256(bytes), model };
}

/** Weights that lie in files beside the model. */
async function readExternalData(platform: Platform, source: string | Uint8Array, bytes: Uint8Array) {
  const files = new Map<string, Uint8Array>();
  if (typeof source !== "string") return files;
  const { join, resolve, read } = platform.files;
  for (const location of externalLocations(bytes, source)) {
    files.set(location, await read(join(resolve(source), "..", location)));
  }
  return files;
}
