import { fail } from "../base/index.ts";
import { type ExternalPlace, externalPlaces, type Model, readModel } from "../graph/index.ts";
import type { Platform } from "./types.ts";

/** A model as its file holds it. */
export interface ModelFile {
  /** Where it came from, as the user wrote it. */
  readonly path: string;
  /** Of the file; where there are external data, of the hashes of the file and of these. */
  readonly sha256: string;
  readonly model: Model;
}

/**
 * Read a model from its bytes, or from an ONNX file and, of the files beside it, what its tensors need. Each tensor is
 * read into an array of its own, so that files of any size can be read and what is not used can be given back.
 *
 * @param name what to call a model that comes as bytes
 * @throws NetspectraError for files that are no sound ONNX model, and for external data that are absent or too short
 */
export async function readModelFile(
  platform: Pick<Platform, "files" | "sha256">,
  source: string | Uint8Array,
  name = "model",
): Promise<ModelFile> {
  const path = typeof source === "string" ? source : name;
  const bytes = typeof source === "string" ? await platform.files.read(source) : source;
  const parts =
    typeof source === "string" ? await readExternalData(platform, source, bytes) : new Map<string, Uint8Array>();
  const model = readModel(bytes, { source: path, externalData: (place) => parts.get(keyOf(place)) });
  const hashes = [await platform.sha256(bytes)];
  for (const part of parts.values()) hashes.push(await platform.sha256(part));
  const sha256 = parts.size === 0 ? hashes[0]! : await platform.sha256(new TextEncoder().encode(hashes.join("\n")));
  return { path, sha256, model };
}

const keyOf = (place: ExternalPlace): string => JSON.stringify(place);

/** The bytes at all places that the model names. */
async function readExternalData(
  platform: Pick<Platform, "files">,
  path: string,
  bytes: Uint8Array,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const places = externalPlaces(bytes, path);
  const parts = new Map<string, Uint8Array>();
  for (const location of new Set(places.map((place) => place.location))) {
    const own = places.filter((place) => place.location === location);
    for (const [place, part] of await readPlaces(platform, path, location, own)) parts.set(keyOf(place), part);
  }
  return parts;
}

/** The bytes at some places of one file. Places that share bytes are read together, so that nothing is held twice. */
async function readPlaces(
  { files }: Pick<Platform, "files">,
  path: string,
  location: string,
  places: readonly ExternalPlace[],
): Promise<readonly (readonly [ExternalPlace, Uint8Array])[]> {
  const file = files.join(files.resolve(path), "..", location);
  const found = await files.stat(file);
  if (found?.kind !== "file") {
    fail({
      subject: path,
      expected: `its weights in the file "${location}" beside it`,
      got: found ? "a folder" : "no such file",
      todo: `Put "${location}" into the model's folder, or export the model as a single file.`,
    });
  }
  const beyond = places.find(({ offset, length }) => offset + length > found.bytes);
  if (beyond) {
    fail({
      subject: path,
      expected: `${beyond.length} bytes from byte ${beyond.offset} of "${location}"`,
      got: `a file of ${found.bytes} bytes`,
      todo: "The file may be incomplete: fetch or export it again.",
    });
  }
  const asked = places.reduce((sum, { length }) => sum + length, 0);
  if (asked > found.bytes) {
    const whole = await files.read(file);
    return places.map((place) => [place, whole.subarray(place.offset, place.offset + place.length)]);
  }
  const parts: [ExternalPlace, Uint8Array][] = [];
  for (const place of places) parts.push([place, await files.readRange(file, place.offset, place.length)]);
  return parts;
}
