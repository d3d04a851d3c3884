import * as v from "valibot";
import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";

/** Raised where the meaning of what is saved changes. */
const format = 1;

const entry = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*\.npy$/)),
  bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

const content = v.strictObject({
  format: v.literal(format),
  netspectra: v.string(),
  identity: v.record(v.string(), v.string()),
  document: v.unknown(),
  tensors: v.record(v.string(), entry),
});
const text = v.pipe(v.string(), v.parseJson(), v.looseObject({ format: v.number() }));

/** A file of a saved state. */
export type TensorEntry = Readonly<v.InferOutput<typeof entry>>;

/** What belongs to a saved state; the file `checkpoint.json` of its folder. */
export interface Manifest {
  /** Version that has written it. */
  readonly netspectra: string;
  /** What the run is of, by what its numbers depend on. */
  readonly identity: Readonly<Record<string, string>>;
  /** A small JSON document. */
  readonly document: unknown;
  readonly tensors: Readonly<Record<string, TensorEntry>>;
}

export const manifestName = "checkpoint.json";

/** Whether a file of this name belongs to a store, or to one that was killed while it wrote. */
export const isStoreFile = (name: string) =>
  name === manifestName || /\.[0-9a-f]{16}\.npy$/.test(name) || /^\..*\.tmp$/.test(name);

/** The text of a manifest, with a checksum over all else that it says. */
export async function formatManifest(platform: Pick<Platform, "sha256">, manifest: Manifest): Promise<string> {
  const { netspectra, identity, document, tensors } = manifest;
  const said = JSON.stringify({ format, netspectra, identity, document, tensors });
  // What a reader will see: JSON has no undefined, and names that are numbers come first.
  const read = JSON.parse(said) as Manifest;
  return `${JSON.stringify({ ...read, sha256: await checksum(platform, read) }, null, 1)}\n`;
}

/**
 * A manifest from its text.
 *
 * @param todo what to do about a manifest that cannot be used
 * @throws NetspectraError for other files, other formats, and text that its checksum does not fit
 */
export async function parseManifest(
  platform: Pick<Platform, "sha256">,
  given: string,
  path: string,
  todo: string,
): Promise<Manifest> {
  const expected = "the manifest of a saved run";
  const parsed = v.safeParse(text, given);
  if (!parsed.success) return fail({ subject: path, expected, got: "a file that is cut off, or another one", todo });
  const { sha256, ...rest } = parsed.output;
  if (rest.format !== format) {
    const [wanted, got] = [`${expected} in format ${format}`, `format ${rest.format}`];
    return fail({ subject: path, expected: wanted, got, todo });
  }
  const checked = v.safeParse(content, rest);
  if (!checked.success || sha256 !== (await checksum(platform, rest))) {
    return fail({ subject: path, expected, got: "one that was damaged or changed", todo });
  }
  return checked.output;
}

const checksum = ({ sha256 }: Pick<Platform, "sha256">, said: object) =>
  sha256(new TextEncoder().encode(JSON.stringify(said)));
