import { fail, type Tensor } from "../../base/index.ts";
import { readNpy } from "../../formats/npy.ts";
import type { Platform } from "../../platform/index.ts";
import { type Manifest, manifestName, parseManifest, type TensorEntry } from "./manifest.ts";

/** What a store needs of the machine. */
export type StoreMachine = Pick<Platform, "files" | "sha256" | "versions">;

/** Results of an unfinished run, or of a part of one: named tensors and a small document. */
export interface SavedState extends Omit<Manifest, "tensors"> {
  readonly folder: string;
  readonly names: readonly string[];
  /** @throws NetspectraError naming the file where it is not what was saved */
  read(name: string): Promise<Tensor>;
}

/** A saved state with its files. */
export interface ReadManifest extends Manifest {
  /** The text that it was read from. */
  readonly text: string;
}

/**
 * The state that a folder holds, or undefined where it holds none. Nothing is written. All files are there and of the right
 * size; their checksums are compared when they are read.
 *
 * @throws NetspectraError for what is damaged, cut off or missing, or of another version
 */
export async function readState(machine: StoreMachine, folder: string): Promise<SavedState | undefined> {
  const manifest = await readManifest(machine, folder);
  if (!manifest) return undefined;
  const { text: _, tensors, ...rest } = manifest;
  return {
    ...rest,
    folder,
    names: Object.keys(tensors),
    read: (name) => readTensor(machine, folder, name, tensors[name]),
  };
}

/** The manifest of a folder whose files have the sizes that it states; see {@link readState}. */
export async function readManifest(machine: StoreMachine, folder: string): Promise<ReadManifest | undefined> {
  const { files } = machine;
  const path = files.join(folder, manifestName);
  if (!(await files.stat(path))) return undefined;
  const text = new TextDecoder().decode(await files.read(path));
  const manifest = await parseManifest(machine, text, path, startAnew(folder));
  const netspectra = machine.versions["netspectra"] ?? "unknown";
  requireSame(folder, { netspectra: manifest.netspectra }, { netspectra });
  for (const { file, bytes } of Object.values(manifest.tensors)) {
    const found = await files.stat(files.join(folder, file));
    if (found?.kind === "file" && found.bytes === bytes) continue;
    fail({
      subject: files.join(folder, file),
      expected: `a file of ${bytes} bytes that belongs to a saved run`,
      got: found?.kind === "file" ? `${found.bytes} bytes` : "no such file",
      todo: startAnew(folder),
    });
  }
  return { ...manifest, text };
}

/** @throws NetspectraError naming the file where its bytes are not those that were saved */
export async function readTensor(
  { files, sha256 }: StoreMachine,
  folder: string,
  name: string,
  entry: TensorEntry | undefined,
): Promise<Tensor> {
  const todo = startAnew(folder);
  if (!entry) {
    return fail({ subject: `the saved run in ${folder}`, expected: `an array "${name}"`, got: "none", todo });
  }
  const path = files.join(folder, entry.file);
  const bytes = await files.read(path);
  if ((await sha256(bytes)) !== entry.sha256) {
    fail({ subject: path, expected: "the bytes that were saved", got: "others: the file is damaged", todo });
  }
  return readNpy(bytes, path);
}

/** @throws NetspectraError that names the first thing in which a saved run is not the one that is wanted */
export function requireSame(
  folder: string,
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  todo = startAnew(folder),
): void {
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
    if (found[key] === wanted[key]) continue;
    fail({
      subject: `the saved run in ${folder}`,
      expected: `one of the same ${key} (${wanted[key] ?? "none"})`,
      got: found[key] ?? "none",
      todo,
    });
  }
}

export const startAnew = (folder: string) =>
  `Remove the folder ${folder} to start anew, or choose another folder with --out.`;
