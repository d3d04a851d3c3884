import { fail, NetspectraError, type Tensor } from "../../base/index.ts";
import { writeNpy } from "../../formats/npy.ts";
import { formatManifest, isStoreFile, type Manifest, manifestName, type TensorEntry } from "./manifest.ts";
import { readManifest, readTensor, requireSame, type StoreMachine } from "./savedState.ts";

/**
 * A folder for the partial results of a run: one `.npy` per tensor, and a manifest that names them. A tensor that is written
 * belongs to the state from the next `commit` on, which replaces the manifest in one moment: whenever the process is killed,
 * the folder holds the state of one commit, whole.
 */
export interface StateStore {
  readonly folder: string;
  /** The document of the last commit; undefined before the first. */
  document(): unknown;
  /** Whether a tensor was committed, or written since. */
  has(name: string): boolean;
  /** @throws NetspectraError naming the file where it is not what was saved */
  read(name: string): Promise<Tensor>;
  /** Nothing is written where the same tensor lies there already. @throws NetspectraError where there is no room */
  write(name: string, tensor: Tensor): Promise<void>;
  /**
   * Make this document and the tensors of these names the state; other tensors go.
   *
   * @throws NetspectraError where it cannot be written (the state before stays), or another run writes into the folder
   */
  commit(document: unknown, names: Iterable<string>): Promise<void>;
  /** Remove the state: it is no longer needed. */
  remove(): Promise<void>;
}

/**
 * Open the store in a folder, which is made with the first write. What killed runs have left half-written is removed.
 *
 * @param identity what the run is of, by what its numbers depend on
 * @throws NetspectraError for a state that is damaged, or of another run, format or version
 */
export async function openStateStore(
  machine: StoreMachine,
  folder: string,
  identity: Readonly<Record<string, string>>,
): Promise<StateStore> {
  const { files } = machine;
  const manifestPath = files.join(folder, manifestName);
  const found = await readManifest(machine, folder);
  if (found) requireSame(folder, found.identity, identity);
  let committed: Manifest | undefined = found;
  let manifestText = found?.text;
  let written = new Map(Object.entries(found?.tensors ?? {}));
  await removeLeftovers();

  async function removeLeftovers(): Promise<void> {
    const kept = filesOf(written);
    for (const { name } of (await files.list(folder)) ?? []) {
      if (isStoreFile(name) && name !== manifestName && !kept.has(name)) await files.remove(files.join(folder, name));
    }
  }

  async function put(name: string, content: Uint8Array | string): Promise<void> {
    try {
      await files.makeFolder(folder);
      await files.write(files.join(folder, name), content);
    } catch (error) {
      if (!(error instanceof NetspectraError)) throw error;
      const kept = committed ? " What was saved before is kept: the same command goes on from there." : "";
      const todo = `Make room there, or choose another folder.${kept}`;
      throw new NetspectraError({ ...error.complaint, todo }, error.exitCode);
    }
  }

  async function write(name: string, tensor: Tensor): Promise<void> {
    const bytes = writeNpy(tensor);
    const sha256 = await machine.sha256(bytes);
    const before = written.get(name);
    if (before?.sha256 === sha256) return;
    const entry = { file: `${plainName(name)}.${sha256.slice(0, 16)}.npy`, bytes: bytes.length, sha256 };
    await put(entry.file, bytes);
    written.set(name, entry);
    if (before) await removeUnused([before]);
  }

  /** Remove files that nothing names any more; those that cannot be removed now go when the store is opened next. */
  async function removeUnused(entries: Iterable<TensorEntry>): Promise<void> {
    const kept = filesOf(written, new Map(Object.entries(committed?.tensors ?? {})));
    for (const { file } of entries) {
      if (!kept.has(file)) await files.remove(files.join(folder, file)).catch(() => undefined);
    }
  }

  async function commit(document: unknown, names: Iterable<string>): Promise<void> {
    const tensors = new Map([...names].map((name) => [name, written.get(name) ?? missing(name)]));
    const netspectra = machine.versions["netspectra"] ?? "unknown";
    const manifest = { netspectra, identity, document, tensors: Object.fromEntries(tensors) };
    const text = await formatManifest(machine, manifest);
    await requireAlone();
    await put(manifestName, text);
    const gone = [...written.values(), ...Object.values(committed?.tensors ?? {})];
    [committed, manifestText, written] = [manifest, text, tensors];
    await removeUnused(gone);
  }

  async function requireAlone(): Promise<void> {
    const there = (await files.stat(manifestPath)) && new TextDecoder().decode(await files.read(manifestPath));
    if (there === manifestText) return;
    fail({
      subject: `the saved run in ${folder}`,
      expected: "no other run to write there",
      got: there === undefined ? "a manifest that was removed" : "a manifest of another run",
      todo: "Give each run a folder of its own with --out.",
    });
  }

  async function remove(): Promise<void> {
    // Without its manifest the rest is what a killed run has left.
    await files.remove(manifestPath);
    [committed, manifestText, written] = [undefined, undefined, new Map()];
    await removeLeftovers();
    if ((await files.list(folder))?.length === 0) await files.remove(folder);
  }

  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  const missing = (name: string): never => {
    throw new Error(`a saved state names the tensor "${name}", which was never written`);
  };

  return {
    folder,
    document: () => committed?.document,
    has: (name) => written.has(name),
    read: (name) => readTensor(machine, folder, name, written.get(name)),
    write: (name, tensor) => inOrder(() => write(name, tensor)),
    commit: (document, names) => inOrder(() => commit(document, names)),
    remove: () => inOrder(remove),
  };
}

const filesOf = (...entries: ReadonlyMap<string, TensorEntry>[]) =>
  new Set(entries.flatMap((map) => [...map.values()].map(({ file }) => file)));

/** A name of a tensor as part of a file's. */
const plainName = (name: string) => name.replace(/[^\w-]+/g, "-").slice(0, 80) || "tensor";
