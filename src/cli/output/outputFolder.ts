import { isStoreFile } from "../../analyses/checkpoint/manifest.ts";
import { fail, NetspectraError } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";

const temporary = ".netspectra-";

/** A folder for results. */
export interface OutputFolder {
  readonly path: string;
  /**
   * Write these files, all or none: they are written elsewhere on the same disk and moved in at the end, `result.json` last.
   * Figures of an earlier result that are not among them are removed; files that are not ours stay.
   */
  write(files: Readonly<Record<string, Uint8Array | string>>): Promise<void>;
}

/**
 * Make sure, before any work, that results can be written into the folder `--out DIR`. It is not made yet, so that bad
 * input leaves nothing behind. A folder that holds something but no result of ours is refused.
 *
 * @throws NetspectraError for a folder that cannot be written to, or that holds other people's files
 */
export async function openOutputFolder(platform: Platform, given: string): Promise<OutputFolder> {
  const { files } = platform;
  const path = files.resolve(given);
  const listed = await files.list(path).catch((error) => failOut(given, error));
  // What a killed run was about to move in is no one's.
  const entries = listed?.filter(({ name }) => !name.startsWith(temporary));
  if (entries && entries.length > 0 && !(await holdsResult(platform, path))) {
    fail({
      subject: `--out ${given}`,
      expected: "a new or empty folder, or one with an earlier result of netspectra",
      got: `a folder that holds ${entries[0]!.name}${entries.length > 1 ? ` and ${entries.length - 1} more` : ""}`,
      todo: "Choose another folder.",
    });
  }
  const probe = await files
    .create(files.join(await existing(platform, path), `${temporary}probe`))
    .catch((error) => failOut(given, error));
  await probe.abort();
  return { path, write: (content) => writeAll(platform, path, content).catch((error) => failOut(given, error)) };
}

/** The folder itself, or the nearest one above it that exists. */
async function existing(platform: Platform, path: string): Promise<string> {
  for (let folder = path; ; folder = platform.files.join(folder, "..")) {
    if (await platform.files.stat(folder)) return folder;
  }
}

/** Whether a document of ours lies there. */
async function holdsResult({ files }: Platform, path: string): Promise<boolean> {
  if (await files.stat(files.join(path, "checkpoint.onnx"))) return true;
  for (const parts of [["checkpoint", "1"], ["shard"]]) {
    const listed = await files.list(files.join(path, ...parts));
    if (listed?.every(({ name }) => isStoreFile(name))) return true;
  }
  for (const name of ["result.json", "config.json"]) {
    const file = files.join(path, name);
    if ((await files.stat(file))?.kind !== "file") continue;
    const text = new TextDecoder().decode(await files.read(file));
    if (/"netspectra"\s*:/.test(text)) return true;
  }
  return false;
}

async function writeAll(
  platform: Platform,
  path: string,
  content: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const { files } = platform;
  const there = (await files.stat(path)) !== undefined;
  const unique = Math.random().toString(36).slice(2);
  const staging = there ? files.join(path, `${temporary}${unique}`) : `${path}${temporary}${unique}`;
  const names = Object.keys(content).toSorted((a, b) => Number(a === "result.json") - Number(b === "result.json"));
  try {
    await files.makeFolder(staging);
    for (const name of names) await files.write(files.join(staging, name), content[name]!);
    if (there) {
      await removeOldFigures(platform, path, names);
      for (const name of names) await files.rename(files.join(staging, name), files.join(path, name));
    } else await files.rename(staging, path);
  } finally {
    await files.remove(staging).catch(() => undefined);
  }
}

/** A figure is a pair of NAME.vl.json and NAME.svg. */
async function removeOldFigures({ files }: Platform, path: string, kept: readonly string[]): Promise<void> {
  const names = new Set(((await files.list(path)) ?? []).map(({ name }) => name));
  for (const name of names) {
    const [, stem] = /^(.+)\.vl\.json$/.exec(name) ?? [];
    if (stem === undefined || kept.includes(name) || !names.has(`${stem}.svg`)) continue;
    await files.remove(files.join(path, name));
    await files.remove(files.join(path, `${stem}.svg`));
  }
}

function failOut(given: string, error: unknown): never {
  if (!(error instanceof NetspectraError)) throw error;
  return fail({
    subject: `--out ${given}`,
    expected: "a folder that can be written to",
    got: error.complaint.got,
    todo: "Make room there, or choose another folder.",
  });
}
